"""What each role may do in the administration pages: one table, read by RoleBackend and by nothing else.

Participants, facilitators and assessors work on the portal's own pages, which ask for a role (access.py) and for the
rows of the reader; they hold no permission here. Nobody may delete what is history: public texts, school holidays and
components can go, the last as long as nothing hangs on them (the database holds on to what has sessions or records).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from npq_portal.accounts.choices import RoleName

READ: Final = ("view",)
KEEP: Final = ("view", "add", "change")
EDIT: Final = ("view", "add", "change", "delete")

ROLE_PERMISSIONS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    RoleName.PARTICIPANT: {},
    RoleName.FACILITATOR: {},
    RoleName.ASSESSOR: {},
    RoleName.HUB_ADMIN: {
        # people
        "accounts.user": KEEP,
        "accounts.rolegrant": ("view", "add"),
        "accounts.participant": ("view", "change"),
        # what is taught
        "courses.course": KEEP,
        "courses.leadprovider": KEEP,
        "courses.programme": KEEP,
        "courses.intake": KEEP,
        "courses.cohort": KEEP,
        "courses.programmecomponent": EDIT,
        "courses.component": EDIT,
        "courses.holidayperiod": EDIT,
        # who takes part and what is known of them: read here, changed by the verbs of the portal's own pages
        "courses.enrolment": READ,
        "courses.enrolmentevent": READ,
        "courses.session": READ,
        "courses.sessionevent": READ,
        "courses.sessionplace": READ,
        "courses.apology": READ,
        "courses.walkin": READ,
        "courses.engagementrecord": READ,
        "courses.engagementsummary": READ,
        "courses.catchup": READ,
        "courses.catchupevent": READ,
        "courses.atriskentry": READ,
        "courses.atrisknote": READ,
        "courses.webinarimport": READ,
        "courses.webinarrow": READ,
        "courses.webinaralias": READ,
        # assessment: policies and cases are kept here, the rest is read here and changed by the verbs of the portal's pages
        "assessments.assessmentpolicy": KEEP,
        "assessments.criterion": KEEP,
        "assessments.teammember": KEEP,
        "assessments.casestudy": KEEP,
        "assessments.casequestion": EDIT,
        "assessments.casefile": EDIT,
        "assessments.window": READ,
        "assessments.windowevent": READ,
        "assessments.waiver": READ,
        "assessments.entry": READ,
        "assessments.caseopening": READ,
        "assessments.standingadjustment": READ,
        "assessments.extension": READ,
        "assessments.evidence": ("see_evidence",),
        "assessments.outage": READ,
        "assessments.outagecredit": READ,
        "assessments.draftversion": READ,  # when and how many words; no page of the administration shows a text
        "assessments.uploadedfile": READ,
        "assessments.submission": READ,
        "assessments.receipt": READ,
        "assessments.script": READ,
        "assessments.marking": READ,
        "assessments.score": READ,
        "assessments.scriptevent": READ,
        "assessments.conflict": READ,
        "assessments.similarpair": READ,
        "assessments.misconductcase": READ,
        "assessments.misconductevent": READ,
        "assessments.release": READ,
        "assessments.outcome": READ,
        "assessments.completionstatement": READ,
        # public texts
        "courses.guide": EDIT,
        "courses.commonquestion": EDIT,
        # applications: read here, changed by the verbs of the casework pages
        "registrations.application": READ,
        "registrations.applicationevent": READ,
        "registrations.fundingdecision": READ,
        "registrations.trncheck": READ,
        "registrations.endorsement": READ,
        "registrations.draft": READ,  # how many and since when; its page shows no answers
        "registrations.adjustmentrequest": ("see_adjustments",),
        # registers and lists, which importers write
        "registrations.workplace": READ,
        "registrations.registerimport": READ,
        "registrations.eligibilitylist": READ,
        "registrations.eligibilitylistentry": READ,
        # messages and the administration pages' own history
        "notifications.notification": READ,
        "notifications.switchedoff": READ,
        "notifications.hubwords": READ,  # written on the page with the preview
        "notifications.refusedaddress": ("view", "add"),
        "admin.logentry": READ,
    },
}


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """Django's names of what these roles may do together, such as "courses.change_cohort"."""
    return frozenset(
        _permission(model, verb)
        for role in roles
        for model, verbs in ROLE_PERMISSIONS.get(role, {}).items()
        for verb in verbs
    )


def _permission(model: str, verb: str) -> str:
    """A permission that a model names itself has its verb alone: "registrations.see_adjustments"."""
    app, name = model.split(".")
    return f"{app}.{verb}" if "_" in verb else f"{app}.{verb}_{name}"
