"""What falls due by itself in courses: one module a source (npq_portal.notifications.reminders.Source)."""
