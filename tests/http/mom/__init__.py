"""The mothers' door over HTTP, on a real database."""
