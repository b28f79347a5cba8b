"""A run against real servers and worker processes that are killed, restarted and refused: `make faults`."""
