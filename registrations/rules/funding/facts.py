"""What a funding rule is told, and what it answers."""

from dataclasses import asdict, dataclass, field
from typing import Any

from courses.choices import CourseIdentifier, FundingKind
from registrations.choices import EmploymentType, FundingCode, InstitutionKind, KindOfNursery, WorkSetting

#: The fields of an institution that say which lists it is on.
LISTS = (
    "on_rise_list",
    "on_pp50_school_list",
    "on_pp50_fe_list",
    "on_childminder_list",
    "on_early_years_register",
    "on_disadvantaged_ey_list",
    "on_la_disadvantaged_nursery_list",
    "on_eyl_independent_list",
)


class MissingInstitution(Exception):
    """A school setting was chosen and no workplace is stored: send the person back to choose one."""


class UnknownRulesVersion(Exception):
    """No rule set has that name."""


@dataclass(frozen=True)
class Institution:
    """The workplace as the registers and lists held it on the day of the decision.

    `establishment_type` is the GIAS TypeOfEstablishment code as a number, None where it has none. Lists of schools go by
    URN, the 16 to 19 list by UKPRN, lists of childminders and nurseries by Ofsted URN; looking up is the caller's work.
    """

    kind: InstitutionKind
    establishment_type: int | None = None
    urn: str = ""
    ukprn: str = ""
    on_rise_list: bool = False
    on_pp50_school_list: bool = False
    on_pp50_fe_list: bool = False
    on_childminder_list: bool = False
    on_early_years_register: bool = False
    on_disadvantaged_ey_list: bool = False
    on_la_disadvantaged_nursery_list: bool = False
    on_eyl_independent_list: bool = False

    @property
    def is_school(self) -> bool:
        """On the school register."""
        return self.kind == InstitutionKind.SCHOOL

    def without_lists(self) -> "Institution":
        """The same workplace, on no list at all."""
        return Institution(kind=self.kind, establishment_type=self.establishment_type, urn=self.urn, ukprn=self.ukprn)

    @property
    def is_local_authority(self) -> bool:
        """A local authority as the employer."""
        return self.kind == InstitutionKind.LOCAL_AUTHORITY


@dataclass(frozen=True)
class FundingFacts:
    """Everything a rule may ask (DfE funding inputs). Answers a person was not asked for are None or False.

    `new_headteacher`: a headteacher in the first five years of headship (two years, under the rules of 2021/22).
    `previously_funded`: an earlier accepted, funded application for the same course, EHCO and ASO being one.
    `itt_provider_approved` counts for lead mentors only.
    """

    course: CourseIdentifier
    inside_england: bool
    cohort_funding: FundingKind = FundingKind.CAPPED
    work_setting: WorkSetting | None = None
    kind_of_nursery: KindOfNursery | None = None
    employment_type: EmploymentType | None = None
    itt_provider_approved: bool = False
    rtta_referral: bool = False
    new_headteacher: bool = False
    previously_funded: bool = False
    institution: Institution | None = None

    @property
    def is_childminder(self) -> bool:
        """Works as, or for, a childminder."""
        return self.kind_of_nursery == KindOfNursery.CHILDMINDER

    @property
    def is_lead_mentor(self) -> bool:
        """A lead mentor for a provider of initial teacher training, approved or not."""
        return self.employment_type == EmploymentType.LEAD_MENTOR


@dataclass(frozen=True)
class FundingDecision:
    """The answer of a rule set. `funded` means likely: the DfE confirms, and a capped cohort can run out of places."""

    code: FundingCode
    funded: bool
    needs_review: bool
    rules_version: str
    source: str = field(repr=False)


def facts_as_json(facts: FundingFacts) -> dict[str, Any]:
    """The facts as plain values, to freeze with an application."""
    return asdict(facts)


def facts_from_json(data: dict[str, Any]) -> FundingFacts:
    """The facts that `facts_as_json` wrote; raises ValueError or TypeError for anything else."""
    institution = data["institution"]
    return FundingFacts(
        **{
            **data,
            "course": CourseIdentifier(data["course"]),
            "cohort_funding": FundingKind(data["cohort_funding"]),
            "work_setting": WorkSetting(data["work_setting"]) if data["work_setting"] else None,
            "kind_of_nursery": KindOfNursery(data["kind_of_nursery"]) if data["kind_of_nursery"] else None,
            "employment_type": EmploymentType(data["employment_type"]) if data["employment_type"] else None,
            "institution": Institution(**{**institution, "kind": InstitutionKind(institution["kind"])})
            if institution
            else None,
        }
    )
