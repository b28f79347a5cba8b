"""What is on offer: the NPQs, who leads them, and which lead provider runs which NPQ with this hub."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from courses.choices import CourseGroup, CourseIdentifier, EngagementPolicy

#: Words that are addresses of other pages under /npqs/.
RESERVED_SLUGS = ("guides", "questions", "lead-providers")


def validate_course_slug(slug: str) -> None:
    """A course's page lies directly under /npqs/, beside these. Raises ValidationError."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"“{slug}” is the address of another page. Choose another word.", code="reserved")


class CourseQuerySet(models.QuerySet["Course"]):
    """The catalogue's words."""

    def on_show(self) -> "CourseQuerySet":
        """The courses the public pages list."""
        return self.filter(is_on_show=True)


class Course(models.Model):
    """One NPQ (or the Early Headship Coaching Offer) as the DfE names it. Reference data: kept for good."""

    identifier = models.CharField("DfE identifier", max_length=50, choices=CourseIdentifier, unique=True)
    short_code = models.CharField(max_length=10, unique=True, help_text="Such as NPQLTD.")
    title = models.CharField(max_length=120, help_text="Such as Leading Teacher Development.")
    slug = models.SlugField(
        max_length=60,
        unique=True,
        validators=[validate_course_slug],
        help_text="The last part of the page's address. Changing it breaks links people have kept.",
    )
    group = models.CharField(max_length=20, choices=CourseGroup)
    position = models.PositiveSmallIntegerField(default=0, help_text="Smaller numbers stand first.")
    is_on_show = models.BooleanField("shown to the public", default=True)
    summary = models.CharField(max_length=300, help_text="Who it is for, in one sentence.")
    description = models.TextField(help_text="Markdown.")
    what_you_learn = models.TextField(help_text="Markdown, usually a list.")
    before_you_apply = models.TextField(blank=True, help_text="What this course asks for that others do not. Markdown.")
    months_taught = models.PositiveSmallIntegerField(help_text="Months of teaching, before the assessment.")
    months_taught_at_most = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where the length varies: the most months it takes."
    )
    assessment = models.TextField(help_text="How it is assessed. Markdown.")
    has_case_study = models.BooleanField(default=True)
    first_taught = models.CharField(max_length=40, blank=True, help_text="Such as Autumn 2021.")

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(identifier__in=CourseIdentifier.values), name="course_identifier_is_the_dfes"
            ),
            models.CheckConstraint(condition=Q(group__in=CourseGroup.values), name="course_group_is_known"),
            models.CheckConstraint(
                condition=Q(months_taught_at_most__isnull=True)
                | Q(months_taught_at_most__gt=models.F("months_taught")),
                name="course_takes_no_less_at_most",
                violation_error_message="“Months taught at most” must be more than “months taught”, or empty.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_title

    @property
    def full_title(self) -> str:
        """The title with its short code, as people say it."""
        return f"{self.title} ({self.short_code})"

    @property
    def taught_for(self) -> str:
        """How long the teaching lasts, in words."""
        if self.months_taught_at_most:
            return f"{self.months_taught} to {self.months_taught_at_most} months"
        return f"{self.months_taught} months"

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("courses:course", args=[self.slug])


class LeadProvider(models.Model):
    """An organisation that holds the DfE contract and sets the assessment. Reference data: kept for good."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    hint = models.CharField(max_length=300, blank=True, help_text="One line that helps people choose.")
    description = models.TextField(blank=True, help_text="Markdown, for the public page.")
    website = models.URLField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its public page."""
        return reverse("courses:lead-provider", args=[self.slug])


class Programme(models.Model):
    """A course as one lead provider runs it with this hub; its policies hang here. Reference data: kept for good."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="programmes")
    lead_provider = models.ForeignKey(LeadProvider, on_delete=models.PROTECT, related_name="programmes")
    months_taught = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where it differs from the course."
    )
    word_limit = models.PositiveIntegerField(default=1500, help_text="Words allowed in the case study.")
    fee_in_pence = models.PositiveIntegerField(
        null=True, blank=True, help_text="What a self-funded place costs, without VAT."
    )

    engagement_policy = models.CharField(
        max_length=12,
        choices=EngagementPolicy,
        default=EngagementPolicy.POOLED,
        help_text="How engagement is added up.",
    )
    engagement_threshold = models.PositiveSmallIntegerField(default=90, help_text="Percent needed to pass.")
    bucket_weights = models.JSONField(
        default=dict,
        blank=True,
        help_text='For a weighted mean only, such as {"live": 50, "tasks": 30, "reflection": 20}.',
    )
    catch_up_days = models.PositiveSmallIntegerField(
        default=21, help_text="Days after an absence in which it may be caught up."
    )
    catch_up_cap_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="The most minutes one person may catch up; empty where there is no cap."
    )
    catch_up_asks = models.TextField(
        blank=True, help_text="What to send to catch up, such as a reflection that cites research. Markdown."
    )

    class Meta:
        ordering = ["course", "lead_provider"]
        constraints = [
            models.UniqueConstraint(fields=["course", "lead_provider"], name="programme_once_per_course_and_provider"),
            models.CheckConstraint(
                condition=Q(engagement_policy__in=EngagementPolicy.values), name="programme_engagement_policy_is_known"
            ),
            models.CheckConstraint(
                condition=Q(engagement_threshold__range=(1, 100)), name="programme_threshold_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course.short_code} with {self.lead_provider}"
