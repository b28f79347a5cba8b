"""What hub admins see and ask of applications; the verbs themselves are in registrations.actions."""
