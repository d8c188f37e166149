"""The stores' door, over HTTP."""
