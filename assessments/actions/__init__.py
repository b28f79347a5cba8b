"""The verbs of assessment."""
