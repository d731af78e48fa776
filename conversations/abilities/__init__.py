"""What an agent really does during a call, bound to one organisation and one person by us."""
