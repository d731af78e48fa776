"""What happened, in order, for good: the oracle of every test of dialing."""

from simulator.ledger.book import Entry, Ledger

__all__ = ["Entry", "Ledger"]
