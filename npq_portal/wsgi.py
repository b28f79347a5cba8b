"""The WSGI entry point: it refuses to start on settings that make no sense."""

import os

from django.core.wsgi import get_wsgi_application

from npq_portal import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "npq_portal.settings")
application = get_wsgi_application()
checks.refuse_to_start()
