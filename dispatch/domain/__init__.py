"""The pure domain: facts in, decisions and reasons out. No database, no clock, no network, no framework."""
