"""The end of a call by the person's hand."""


class CallerHungUp(Exception):
    """The person put the phone down."""
