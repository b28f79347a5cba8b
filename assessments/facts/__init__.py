"""What the rows say; nothing here writes."""
