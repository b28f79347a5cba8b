"""What can be done in courses: one module a subject."""
