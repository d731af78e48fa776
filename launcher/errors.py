"""What can go wrong when starting, said so that a person can act on it."""


class LaunchError(Exception):
    """A command cannot do what it was asked; its text says why and what to do."""
