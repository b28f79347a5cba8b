"""The models of assessments."""

from assessments.models.case_study import CaseFile, CaseQuestion, CaseStudy
from assessments.models.mark import (
    Conflict,
    Marking,
    MisconductCase,
    MisconductEvent,
    Score,
    Script,
    ScriptEvent,
    SimilarPair,
)
from assessments.models.outage import Outage, OutageCredit
from assessments.models.outcome import CompletionStatement, Outcome, Release
from assessments.models.policy import AssessmentPolicy, Criterion, TeamMember
from assessments.models.submission import DraftVersion, Receipt, Submission, UploadedFile
from assessments.models.window import (
    CaseOpening,
    Entry,
    Evidence,
    Extension,
    StandingAdjustment,
    Waiver,
    Window,
    WindowEvent,
)

__all__ = [
    "AssessmentPolicy",
    "CaseFile",
    "CaseOpening",
    "CaseQuestion",
    "CaseStudy",
    "CompletionStatement",
    "Conflict",
    "Criterion",
    "DraftVersion",
    "Entry",
    "Evidence",
    "Extension",
    "Marking",
    "MisconductCase",
    "MisconductEvent",
    "Outage",
    "OutageCredit",
    "Outcome",
    "Receipt",
    "Release",
    "Score",
    "Script",
    "ScriptEvent",
    "SimilarPair",
    "StandingAdjustment",
    "Submission",
    "TeamMember",
    "UploadedFile",
    "Waiver",
    "Window",
    "WindowEvent",
]
