"""What a command's exit status says."""

OK, FAILED, UNUSABLE, STOPPED = 0, 1, 2, 130
"""Done; done but for some rows or files; unusable arguments; stopped by the user."""
