"""What can be done with registrations, one module a subject; each verb is atomic, takes `at`, and may be done twice."""
