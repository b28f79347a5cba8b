"""What the public pages say, so that a hub can change it without a release."""

from django.db import models
from django.urls import reverse

#: For whoever writes it.
MARKDOWN_HELP = (
    "Markdown: an empty line between paragraphs, ## before a heading, - before each line of a list, **bold**, "
    "[words](/npqs/) for a link. HTML is shown as typed, never run."
)


class PublishedQuerySet(models.QuerySet[models.Model]):
    """The word for content that is ready."""

    def published(self) -> "PublishedQuerySet":
        """What the public sees."""
        return self.filter(is_published=True)


class Guide(models.Model):
    """One public page of text, such as "What are NPQs?". Kept until the hub deletes it."""

    slug = models.SlugField(
        max_length=60,
        unique=True,
        help_text="The last part of the page's address. Changing it breaks links people have kept.",
    )
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True, help_text="Shown where other pages point here.")
    body = models.TextField(help_text=MARKDOWN_HELP)
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller numbers stand first.")
    is_published = models.BooleanField(default=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("courses:guide", args=[self.slug])


class CommonQuestion(models.Model):
    """A question people ask and its answer. Kept until the hub deletes it."""

    question = models.CharField(max_length=200, unique=True)
    answer = models.TextField(help_text=MARKDOWN_HELP)
    topic = models.CharField(max_length=60, blank=True, help_text="Questions of one topic stand together.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller numbers stand first.")
    is_published = models.BooleanField(default=True)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "question"]

    def __str__(self) -> str:
        return self.question

    @property
    def anchor(self) -> str:
        """The name of its place on the page of questions; stays when the wording changes."""
        return f"question-{self.pk}"

    def get_absolute_url(self) -> str:
        """Its place on the page of questions."""
        return f"{reverse('courses:questions')}#{self.anchor}"
