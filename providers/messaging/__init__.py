"""Written messages: one to one person."""
