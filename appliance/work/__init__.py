"""Jobs and the processes that do the heavy work."""
