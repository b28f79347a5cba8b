"""What the public pages say, so that a hub can change it without a release."""

from django.db import models


class Guide(models.Model):
    """One public page of text, such as "What are NPQs?". Kept until the hub deletes it."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True, help_text="Shown where other pages point here.")
    body = models.TextField(help_text="Markdown. HTML is shown as typed, never run.")
    position = models.PositiveSmallIntegerField(default=0)
    is_published = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class CommonQuestion(models.Model):
    """A question people ask and its answer. Kept until the hub deletes it."""

    question = models.CharField(max_length=200, unique=True)
    answer = models.TextField(help_text="Markdown. HTML is shown as typed, never run.")
    topic = models.CharField(max_length=60, blank=True, help_text="Questions of one topic stand together.")
    position = models.PositiveSmallIntegerField(default=0)
    is_published = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "question"]

    def __str__(self) -> str:
        return self.question
