"""A world to rehearse in: the providers' own interfaces, people who answer, faults, a ledger."""
