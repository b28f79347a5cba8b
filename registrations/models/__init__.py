"""The models of registrations."""

from registrations.models.application import Application
from registrations.models.casework import AdjustmentRequest, ApplicationEvent, Endorsement, FundingDecision, TrnCheck
from registrations.models.draft import Draft
from registrations.models.eligibility import EligibilityList, EligibilityListEntry
from registrations.models.workplace import RegisterImport, Workplace, WorkplaceWord

__all__ = [
    "AdjustmentRequest",
    "Application",
    "ApplicationEvent",
    "Draft",
    "EligibilityList",
    "EligibilityListEntry",
    "Endorsement",
    "FundingDecision",
    "RegisterImport",
    "TrnCheck",
    "Workplace",
    "WorkplaceWord",
]
