"""Calls through a masked number: two people talk, neither learns the other's number."""
