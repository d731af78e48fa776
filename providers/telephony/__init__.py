"""Telephone providers."""
