"""How Django itself writes moments, which the administration shows: by 24 hours, never "midnight" or "1 a.m."."""
