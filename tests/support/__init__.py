"""Helpers shared by the tests of every door: a small network, people who are logged in, a clock that stands still."""
