"""`live`: what is happening now, told to the pages that are open."""

from callsys.live.server import Live

live = Live()

__all__ = ["live"]
