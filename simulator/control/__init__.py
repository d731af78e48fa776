"""The operator's side of the world: faults, people, speed, the ledger."""

from simulator.control.routes import control_routes

__all__ = ["control_routes"]
