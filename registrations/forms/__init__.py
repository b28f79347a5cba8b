"""The forms of registrations: one question a page."""
