"""What goes wrong, on demand."""

from simulator.faults.kinds import SEAMS, Fault, UnknownFault
from simulator.faults.register import Faults

__all__ = ["SEAMS", "Fault", "Faults", "UnknownFault"]
