"""When a reminder may go, and which of several: pure."""
