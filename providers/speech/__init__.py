"""Voices that speak, and ears that understand."""
