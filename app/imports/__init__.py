"""Files from people: stores, catalogue, stock and purchases come in, orders to replay come in and go out.

Every import reads and checks all rows first, and writes in one transaction or not at all.
"""
