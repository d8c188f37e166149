"""What an order costs, how exact and how fast the routing is, and what a flood of deadlines does.

Everything is measured in one run, on servers and processes started for it: ``python -m benchmarks``.
"""
