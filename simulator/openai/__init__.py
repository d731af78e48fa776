"""OpenAI's chat completions, answered by a scripted mind."""
