"""What pages ask of courses: one module a subject."""
