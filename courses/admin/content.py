"""What the public pages say."""

from django.contrib import admin

from courses.models import CommonQuestion, Guide
from npq_portal.admin_site import BaseAdmin


class ContentAdmin(BaseAdmin):
    """A text people read. "View on site" shows it as they see it, once it is published."""

    list_filter = ["is_published"]

    def view_on_site(self, obj: Guide | CommonQuestion) -> str | None:
        """Only what is published has a page."""
        return obj.get_absolute_url() if obj.is_published else None


@admin.register(Guide)
class GuideAdmin(ContentAdmin):
    """The pages of text."""

    list_display = ["title", "summary", "position", "is_published"]
    search_fields = ["title", "summary", "body"]
    prepopulated_fields = {"slug": ["title"]}


@admin.register(CommonQuestion)
class CommonQuestionAdmin(ContentAdmin):
    """Questions and answers."""

    list_display = ["question", "topic", "position", "is_published"]
    list_filter = ["topic", "is_published"]
    search_fields = ["question", "answer"]
