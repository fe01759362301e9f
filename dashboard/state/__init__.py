"""What the pages share: what a session chose and its address, and what is loaded once for all sessions."""
