"""How long personal data is kept, for the privacy notice. docs/domain.md says the same, with the reasons.

No period for NPQ records is published nationally; these follow the six years of contract claims and of induction records.
"""

COLUMNS = [{"label": "What"}, {"label": "How long"}]

#: What, and how long.
PERIODS = (
    ("An application you began and did not send", "90 days after you last changed it"),
    ("An application that was not accepted, or that you withdrew", "1 year after the decision"),
    (
        "An accepted application, your place in a cohort and what happened to it",
        "6 years after the end of the programme",
    ),
    ("Your name, date of birth and TRN", "6 years after the end of your last programme"),
    ("Adjustments you asked for", "1 year after the decision or the end of the programme, whichever is later"),
    ("What the teaching record said when we checked your TRN", "Not at all: only the result, and which facts agreed"),
    ("Your National Insurance number", "Not at all"),
    ("Emails we sent you", "1 year"),
    ("That emails to an address of yours came back, and why", "1 year after it took some again"),
    ("Which reminders you switched off", "Until you switch them on again, and no longer than your account"),
    ("Codes you signed in with", "A few minutes"),
    ("The private address of your calendar", "As long as your name, date of birth and TRN"),
    ("What calendars were told of your dates", "1 year after each of them"),
    ("Who changed what in our records", "7 years"),
    ("The attendance report of a webinar, as a file", "90 days"),
    (
        "The names you joined webinars under, where somebody confirmed them",
        "As long as your name, date of birth and TRN",
    ),
    (
        "When you opened a case study, and every version of what you wrote that is kept",
        "6 years after the end of the programme",
    ),
    (
        "What you write about a case study, on your own device",
        "Until it is safe with us and your window has closed, or you sign out; unsent text, 30 days after closing",
    ),
    ("The marks and comments on what you submitted", "6 years after the end of the programme"),
    ("Notes about somebody whose engagement was at risk", "1 year after it was settled"),
    ("Results of your case studies, and our statement of completion", "6 years after the end of the programme"),
    (
        "A concern about your submission",
        "6 years after the end of the programme if it was upheld, 1 year after it was closed if not",
    ),
    (
        "More time you were given for a case study, and when you asked for it",
        "6 years after the end of the programme; where it was for every case study, of your last programme",
    ),
    ("What you sent to support a request for more time", "1 year after the decision"),
)
