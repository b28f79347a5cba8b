"""What falls due by itself in assessments: one module a source (npq_portal.notifications.reminders.Source)."""
