"""Names the administration's site. By itself, since apps are read before there are models, which the site needs."""

from django.contrib.admin.apps import AdminConfig


class HubAdminConfig(AdminConfig):
    """Makes HubAdminSite the default site."""

    default_site = "npq_portal.admin_site.HubAdminSite"
