"""Set-up, the embedded servers and the supervisor."""
