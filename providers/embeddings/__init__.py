"""Texts as vectors, by whoever makes them."""
