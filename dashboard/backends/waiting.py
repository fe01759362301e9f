"""How long a store waits for another program, whatever its database."""

BUSY_SECONDS = 30.0
"""A write waits so long for another one to end."""

CONNECT_SECONDS = 10
"""A server that has not answered by then is taken to be gone."""
