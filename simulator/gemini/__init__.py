"""Gemini's generateContent, answered by the scripted mind."""
