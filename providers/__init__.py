"""The world outside: every vendor's words stop here. Plain Python, no Django."""
