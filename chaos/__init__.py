"""Kills, stops and restarts everything while a campaign runs, and holds the simulator's ledger of
rings against the database afterwards."""
