"""Calendars without Django: what an event is, what a calendar was told of it, and the text of an .ics file."""
