"""The words of the addresses of case study windows, for tests/access/assessments.py. They make rows, within the test."""

from collections.abc import Callable
from datetime import timedelta


def window(*names: str) -> Callable[[], dict[str, str]]:
    """A window that is open, with the participant of the cast in its cohort; `names` are more words of the address."""

    def make() -> dict[str, str]:
        from npq_portal import clock
        from npq_portal.accounts.models import Participant
        from tests.factories.assessments import WindowFactory
        from tests.factories.assessments_windows import ExtensionFactory
        from tests.factories.courses import EnrolmentFactory

        owner, at = Participant.objects.get(user__email="priya@school.example"), clock.now()
        window = WindowFactory(opens_at=at - timedelta(days=1), closes_at=at + timedelta(days=7))
        enrolment = EnrolmentFactory(participant=owner, cohort=window.cohort)
        words = {
            "pk": str(window.pk),
            "enrolment_id": str(enrolment.pk),
            "cohort_id": str(window.cohort_id),
            "participant_id": str(owner.pk),
        }
        if "request" in names:
            return {"pk": str(ExtensionFactory(window=window, enrolment=enrolment).pk)}
        return {name: words[name] for name in names}

    return make


def evidence_file() -> dict[str, str]:
    from tests.factories.assessments_windows import EvidenceFactory

    return {"pk": str(EvidenceFactory(file_name="letter.pdf", content=b"%PDF-1.4").pk)}


def adjustment() -> dict[str, str]:
    from tests.factories.assessments_windows import StandingAdjustmentFactory

    return {"pk": str(StandingAdjustmentFactory().pk)}


def rescue_copy() -> dict[str, str]:
    from assessments.choices import VersionSource
    from tests.factories.assessments import DraftVersionFactory

    return {"pk": str(DraftVersionFactory(source=VersionSource.RESCUED).pk)}


def outage() -> dict[str, str]:
    from tests.factories.assessments_windows import OutageFactory

    return {"pk": str(OutageFactory().pk)}
