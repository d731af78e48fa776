"""Claude's messages, answered by the scripted mind."""
