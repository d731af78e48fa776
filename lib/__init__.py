"""Nouns that several apps share, one a file. Nothing here imports an app."""
