"""Everything the hub's own NPQ page tells is told here: a table of each statement, the page, and words that carry it.

The hub page is of 2021; where a rule has changed since, both what was promised and what counts now must be found.
"""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.utils.html import strip_tags

from npq_portal import clock
from npq_portal.demo.load import load

START, LIST, ASKED, PROVIDERS = "/", "/npqs/", "/npqs/questions/", "/npqs/lead-providers/"
WHAT, FUNDING, ASSESSED = "/npqs/guides/what-are-npqs/", "/npqs/guides/funding/", "/npqs/guides/assessment/"
LOCAL, TRN, APPLY = (
    "/npqs/guides/local-facilitation/",
    "/npqs/guides/teacher-reference-number/",
    "/npqs/guides/how-to-apply/",
)

PROMISES = [
    # what NPQs are
    ("best known qualifications for current and aspiring leaders", WHAT, "know best for those who lead, or want to lead"),
    ("open to all teachers and leaders in England and Wales", WHAT, "open to every teacher and leader in a school in England or Wales"),
    ("new and different from before", WHAT, "were all reformed"),
    ("accredited by the DfE", WHAT, "The Department for Education (DfE) accredits them"),
    ("for all levels", WHAT, "one for most steps of a career"),
    ("first cohort November 2021, second February 2022", WHAT, "first cohort started in November 2021 and the second in February 2022"),
    ("made for teachers, flexible", WHAT, "made to fit around a full working week"),
    ("evidence-based curriculum, research and international practice", WHAT, "on research and on what works here and in other countries"),
    ("helps in the current role or the next step", WHAT, "helps you in the job you have, or to take the next step"),
    ("face to face, webinars, own study", WHAT, "face-to-face sessions, webinars and study in your own time"),
    ("one short case study", WHAT, "one short, written assessment"),
    # the two families
    ("three specialist NPQs were new", WHAT, "Three specialist NPQs were added"),
    ("three leadership NPQs were refreshed", WHAT, "(Senior Leadership, Headship and Executive Leadership) were rewritten around the latest evidence"),
    ("NPQLTD", LIST, "lead, or want to lead, the training and development of other teachers"),
    ("NPQLT", LIST, "responsible for better teaching in a subject, year group or phase"),
    ("NPQLBC", LIST, "lead, or want to lead, behaviour, pupil wellbeing or school culture"),
    ("NPQSL", LIST, "senior leaders with responsibilities across a school"),
    ("NPQH", LIST, "a headteacher or head of school, responsible for leading a school"),
    ("NPQEL", LIST, "an executive headteacher or the chief executive of a school trust, responsible for leading several schools"),
    # lead providers and facilitators
    ("Teacher Development Trust", PROVIDERS, "Teacher Development Trust"),
    ("Church of England Foundation", PROVIDERS, "Church of England Foundation for Educational Leadership"),
    ("in partnership with national lead providers", PROVIDERS, "together with national lead providers"),
    ("facilitators from the area and the wider region", LOCAL, "facilitators from schools in our area and the wider region"),
    ("passionate about professional learning", LOCAL, "They care about professional learning"),
    ("know the locality", LOCAL, "They know where you work"),
    # assessment
    ("less workload, knowledge applied", ASSESSED, "It takes less of your time, and lets you show that you can use what you learnt"),
    ("90 % of the course", ASSESSED, "Engage with at least 90% of the course"),
    ("and the final assessment", ASSESSED, "Pass the final assessment"),
    ("a likely situation in the role", ASSESSED, "likely to meet in the role"),
    ("learn that and learn how to", ASSESSED, "learn that and learn how to statements of your NPQ's content framework"),
    ("eight calendar days", ASSESSED, "eight calendar days to write and send your answer"),
    ("open book", ASSESSED, "It is open book"),
    # funding
    ("fully funded from autumn 2021 in state-funded schools and 16 to 19", FUNDING, "From autumn 2021, teachers and leaders who worked in any state-funded school in England, or in a state-funded organisation there that offers 16 to 19 places, could take any NPQ fully funded"),
    ("because of the disruption by Covid-19", FUNDING, "after learning had been disrupted by Covid-19"),
    ("scholarship funding of the DfE", FUNDING, "scholarship funding for NPQs"),
    ("what counts now", FUNDING, "NPQs the DfE funds, from autumn 2026"),
    # the seven questions
    ("when: the six since November 2021", ASKED, "have been taught in their present form since November 2021"),
    ("QTS is not needed", ASKED, "No. You do not need QTS"),
    ("suitability is looked at", ASKED, "sections on teaching and learning, so for every applicant we look, with the lead provider, at whether the course suits"),
    ("but a TRN is needed", ASKED, "You do need a teacher reference number (TRN)"),
    ("TRN unknown: payslip, pensions, training records", ASKED, "Look at your payslip, at letters from Teachers' Pensions, or at papers from your teacher training"),
    ("not a teacher: possible", ASKED, "People usually get a TRN together with QTS, but you can get one in order to take an NPQ"),
    ("not a teacher: suitability, course and provider first", ASKED, "Once it is clear that the course suits you, and course and lead provider are settled, we show you how to ask the DfE for one"),
    ("took an NPQ before", ASKED, "NPQs from before 2021 do not stand in your way"),
    ("failed or withdrew before: under review", ASKED, "A person looks at it before anything is decided"),
    ("several leadership NPQs", ASKED, "when, for example, you move to a more senior role"),
    ("finish one before the next", ASKED, "finish one before you start the next"),
    ("several specialist NPQs", ASKED, "when you move to a different role at the same level"),
    ("read what each covers", ASKED, "Read what each one covers before you choose"),
    ("backing of the school leader", ASKED, "Your school leader has to back a further one"),
    # how to apply, and the TRN in full
    ("the hub says what to have ready", APPLY, "Have these ready"),
    ("suitability without QTS", APPLY, "You do not need qualified teacher status"),
    ("where the TRN is", TRN, "your payslip letters from Teachers' Pensions papers from your teacher training"),
    ("no TRN: in this order", TRN, "Find out whether the course suits you"),
    # the way in
    ("what is open now", START, "Open for registration"),
    ("funding without an account", START, "You do not need an account"),
]  # fmt: skip


def words_of(html: str) -> str:
    """What a reader sees in the main part, on one line."""
    main = re.search(r"<main.*?</main>", html, re.DOTALL).group()
    text = (
        strip_tags(re.sub(r"</(?:p|li|h\d|dt|dd|td|th|div)>", " ", main))
        .replace("&#x27;", "'")
        .replace("’", "'")
        .replace("&amp;", "&")
    )
    return " ".join(text.split())


@pytest.fixture(scope="module")
def read(django_db_setup, django_db_blocker):
    """The words of a public page of the demo's hub; each page is fetched once, and the hub is gone after the module."""
    pages: dict[str, str] = {}
    with django_db_blocker.unblock(), transaction.atomic():
        load(at=clock.now())

        def words(path: str) -> str:
            if path not in pages:
                pages[path] = words_of(Client().get(path).content.decode())
            return pages[path]

        yield words
        transaction.set_rollback(True)


@pytest.mark.parametrize(("promise", "path", "words"), PROMISES, ids=[promise[0] for promise in PROMISES])
def test_it_is_told(read, promise, path, words):
    assert words in read(path)


@pytest.mark.parametrize("code", ["NPQLTD", "NPQLT", "NPQLBC", "NPQSL", "NPQH", "NPQEL"])
@pytest.mark.parametrize("slug", ["teacher-development-trust", "church-of-england"])
def test_both_lead_providers_offer_the_whole_of_the_first_suite(read, slug, code):
    assert f"({code})" in read(f"{PROVIDERS}{slug}/")


def test_dates_of_what_is_open_stand_on_the_start_page(read):
    dates = r"Start (?:Autumn|Spring) \d{4} First day of teaching \w+day \d+ \w+ \d{4} Apply by 5pm \(UK time\) on"

    assert re.search(dates, read(START))
