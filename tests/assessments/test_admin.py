"""What assessments keeps, read in the administration: who may, what they find, and what is on none of its pages."""

import pytest
from django.contrib import admin
from django.urls import reverse

from assessments import models
from npq_portal.admin_site import ReadOnlyAdmin
from tests.factories import assessments, results
from tests.factories.accounts import ParticipantFactory
from tests.factories.courses import EnrolmentFactory

pytestmark = pytest.mark.django_db

FACTORIES = {
    "draftversion": assessments.DraftVersionFactory,
    "uploadedfile": assessments.UploadedFileFactory,
    "submission": assessments.SubmissionFactory,
    "receipt": assessments.ReceiptFactory,
    "script": assessments.ScriptFactory,
    "marking": assessments.MarkingFactory,
    "conflict": results.ConflictFactory,
    "similarpair": results.SimilarPairFactory,
    "misconductcase": results.MisconductCaseFactory,
    "release": results.ReleaseFactory,
    "outcome": results.OutcomeFactory,
    "completionstatement": results.CompletionStatementFactory,
}
MODELS = list(FACTORIES)
#: Pages that name people, and pages that name scripts: no page does both.
WITH_NAMES = {"draftversion", "uploadedfile", "submission", "receipt", "misconductcase", "outcome"}
WITH_NUMBERS = {"script", "marking", "similarpair"}


def url(model: str, what: str = "changelist", *args) -> str:
    return reverse(f"admin:assessments_{model}_{what}", args=args)


def pages(client, row) -> str:
    """The list and the row's own page, as they are read."""
    model = row._meta.model_name
    answers = [client.get(url(model)), client.get(url(model, "change", row.pk))]
    assert [answer.status_code for answer in answers] == [200, 200]
    return "\n".join(answer.content.decode() for answer in answers)


@pytest.fixture
def script() -> models.Script:
    """Quincy Quill's, marked, decided and suspected of being somebody else's."""
    person = ParticipantFactory(first_name="Quincy", last_name="Quill")
    entry = assessments.EntryFactory(enrolment=EnrolmentFactory(participant=person))
    version = assessments.DraftVersionFactory(entry=entry, answers={"1": "My secret answer"})
    submission = assessments.SubmissionFactory(entry=entry, version=version, content=b"My secret answer")
    assessments.UploadedFileFactory(entry=entry, text="My secret answer", content=b"My secret answer")
    assessments.ReceiptFactory(submission=submission)
    script = assessments.ScriptFactory(submission=submission, number="QX7-42M")
    marking = assessments.MarkingFactory(script=script, comment="A secret comment", note="A secret note")
    results.ScoreFactory(marking=marking, comment="A secret comment")
    results.ScriptEventFactory(script=script)
    results.SimilarPairFactory(first=script)
    results.OutcomeFactory(entry=entry, comment="A secret comment")
    case = results.MisconductCaseFactory(submission=submission, allegation="A secret allegation")
    results.MisconductEventFactory(case=case, text="A secret step")
    return script


@pytest.mark.parametrize("model", MODELS)
def test_lists_searches_and_rows_open_for_a_hub_admin(hub_admin_client, model):
    row = FACTORIES[model]()
    pages(hub_admin_client, row)
    found = hub_admin_client.get(url(model), {"q": "nothing like it"})
    assert (found.status_code, found.context["cl"].result_count) == (200, 0)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["participant_client", "facilitator_client", "assessor_client", "outsider_client"])
def test_nobody_else_gets_in(request, who, model):
    row = FACTORIES[model]()
    client = request.getfixturevalue(who)
    for path in (url(model), url(model, "change", row.pk)):
        assert client.get(path, follow=True).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_typed_or_taken_away_here(hub_admin_client, model):
    row = FACTORIES[model]()
    assert isinstance(admin.site._registry[type(row)], ReadOnlyAdmin)
    assert hub_admin_client.get(url(model, "add")).status_code == 403
    assert hub_admin_client.get(url(model, "delete", row.pk)).status_code == 403
    assert hub_admin_client.post(url(model, "change", row.pk), {"_save": "Save"}).status_code == 403
    page = hub_admin_client.get(url(model)).content.decode()
    assert "delete_selected" not in page


@pytest.mark.parametrize("model", MODELS)
def test_lists_ask_no_more_for_more_rows(hub_admin_client, django_assert_max_num_queries, model):
    FACTORIES[model]()
    hub_admin_client.get(url(model))
    with django_assert_max_num_queries(60) as with_one:
        hub_admin_client.get(url(model))
    FACTORIES[model].create_batch(4)

    with django_assert_max_num_queries(len(with_one)):
        assert hub_admin_client.get(url(model)).context["cl"].result_count == 5


@pytest.mark.parametrize("model", sorted(WITH_NAMES | WITH_NUMBERS))
def test_a_page_names_the_person_or_the_script_and_never_both(hub_admin_client, script, model):
    row = admin.site._registry[FACTORIES[model]._meta.model].model.objects.earliest("pk")
    said = pages(hub_admin_client, row)
    if model != "receipt":
        assert ("Quill" in said) is (model in WITH_NAMES)
    assert (script.number in said) is (model in WITH_NUMBERS)


def test_a_script_is_not_found_by_its_writers_name(hub_admin_client, script):
    for model in WITH_NUMBERS:
        assert hub_admin_client.get(url(model), {"q": "Quill"}).context["cl"].result_count == 0
    assert hub_admin_client.get(url("submission"), {"q": "Quill"}).context["cl"].result_count == 1


@pytest.mark.parametrize("model", sorted(WITH_NAMES | WITH_NUMBERS))
def test_neither_what_was_written_nor_what_was_said_of_it_is_shown(hub_admin_client, script, model):
    row = admin.site._registry[FACTORIES[model]._meta.model].model.objects.earliest("pk")
    assert "secret" not in pages(hub_admin_client, row)


def test_each_leads_to_where_it_is_worked_on(hub_admin_client, script):
    entry = script.submission.entry
    pair, case, outcome = models.SimilarPair.objects.get(), models.MisconductCase.objects.get(), entry.outcomes.get()
    leads = {
        "draftversion": reverse("results:attempt", args=[entry.pk]),
        "submission": reverse("results:attempt", args=[entry.pk]),
        "script": reverse("hub-marking:script", args=[script.number]),
        "marking": reverse("hub-marking:script", args=[script.number]),
        "similarpair": reverse("integrity:pair", args=[pair.pk]),
        "misconductcase": reverse("integrity:case", args=[case.pk]),
        "outcome": reverse("results:attempt", args=[entry.pk]),
        "release": reverse("results:board", args=[outcome.release.window_id]),
    }
    for model, path in leads.items():
        assert f'href="{path}"' in hub_admin_client.get(url(model)).content.decode(), model
        assert hub_admin_client.get(path).status_code == 200, model
