"""What is particular to Zoom and to Teams: sections, waiting rooms, telephones, rejoining, gaps."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.importers.webinar import ReportRefusedError, Vendor, parse_report
from courses.importers.webinar.report import is_phone
from courses.importers.webinar.teams import seconds
from courses.rules.intervals import whole_minutes
from npq_portal.clock import LONDON
from npq_portal.periods import Period

SESSION = Period(datetime(2026, 3, 24, 16, tzinfo=LONDON), datetime(2026, 3, 24, 17, 30, tzinfo=LONDON))
ZOOM = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"
OUTLINE = "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"
ACTIVITY = "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
EVENTS = "Full Name\tUser Action\tTimestamp\n"


def parsed(text, session=SESSION):
    return parse_report(text.encode(), session=session)


def minutes(report):
    return [(row.name, row.email, whole_minutes(row.intervals, SESSION)) for row in report.rows]


def zoom(*lines):
    return ZOOM + "".join(
        f"{name},{email},24/03/2026 {joined},24/03/2026 {left},,,{waiting}\n"
        for name, email, joined, left, waiting in lines
    )


def on_day(text):
    """Times like 16:00 as times of the session's day, as Teams writes them in Britain."""
    return " ".join(f"24/03/2026, {part}" if ":" in part and part[0].isdigit() else part for part in text.split(" "))


def teams(*, outline=(), activity=(), events=()):
    parts = []
    for title, header, lines in (
        ("2. Participants", OUTLINE, outline),
        ("3. In-Meeting Activities", ACTIVITY, activity),
        ("", EVENTS, events),
    ):
        if lines:
            rows = ("\t".join(on_day(cell) for cell in line) + "\n" for line in lines)
            parts.append(f"{title}\n{header}{''.join(rows)}\n")
    return "".join(parts)


def test_the_waiting_room_is_not_the_meeting():
    report = parsed(zoom(("A", "a@x.example", "16:00", "16:30", "Yes"), ("A", "a@x.example", "16:30", "17:00", "No")))
    assert minutes(report) == [("A", "a@x.example", 30)]


def test_somebody_who_only_waited_is_listed_with_nothing():
    report = parsed(zoom(("A", "a@x.example", "16:00", "17:00", "Yes"), ("B", "", "16:00", "17:00", "")))
    assert minutes(report) == [("A", "a@x.example", 0), ("B", "", 60)]


def test_one_address_is_one_person_whatever_the_name():
    lines = [("A", "a@x.example", "16:00", "16:30", ""), ("iPad", "A@X.example", "16:20", "17:00", "")]
    assert minutes(parsed(zoom(*lines))) == [("A", "a@x.example", 60)]


def test_one_name_without_an_address_is_one_person_who_rejoined():
    lines = [("Amara", "", "16:00", "16:30", ""), ("AMARA", "", "16:40", "17:00", "")]
    assert minutes(parsed(zoom(*lines))) == [("Amara", "", 50)]


def test_a_name_with_and_without_an_address_stays_two_rows():
    lines = [("Amara", "a@x.example", "16:00", "16:30", ""), ("Amara", "", "16:00", "17:00", "")]
    assert minutes(parsed(zoom(*lines))) == [("Amara", "a@x.example", 30), ("Amara", "", 60)]


def test_two_telephones_without_numbers_are_two_people():
    lines = [("Call-in User", "", "16:00", "16:30", ""), ("Call-in User", "", "16:40", "17:00", "")]
    report = parsed(zoom(*lines))
    assert [who[2] for who in minutes(report)] == [30, 20]
    assert all(row.is_phone for row in report.rows)


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        ("+44 20 7946 0958", True),
        ("442079460958", True),
        ("(020) 7946 0958", True),
        ("+44***0958", True),
        ("+44 20 **** **58", True),
        ("Call-in User_12", True),
        ("Call-In User 3", True),
        ("Dial-in participant", True),
        ("Phone user", True),
        ("PSTN +442079460958", True),
        ("Amara Okafor", False),
        ("iPhone", False),
        ("2", False),
        ("R2D2", False),
        ("", False),
    ],
)
def test_telephones_are_told_from_people(name, phone):
    assert is_phone(name, "") is phone
    assert not is_phone(name, "a@x.example")


def test_no_times_at_all_is_a_caution_and_a_note():
    report = parsed(
        zoom(("A", "a@x.example", "16:00", "17:00", ""), ("B", "b@x.example", "16:00", "", "")).replace(
            "24/03/2026 ,", ","
        )
    )
    assert [bool(row.caution) for row in report.rows] == [False, True]
    assert report.notes == ("Line 3: no time of leaving; not counted.",)


def test_leaving_before_joining_is_a_caution_and_a_note():
    report = parsed(zoom(("A", "a@x.example", "16:00", "17:00", ""), ("B", "b@x.example", "17:00", "16:00", "")))
    assert report.rows[1].caution
    assert report.notes == ("Line 3: left before joining; not counted.",)


def test_joining_and_leaving_at_the_same_second_is_no_time():
    report = parsed(zoom(("A", "", "16:00", "17:00", ""), ("B", "", "16:10", "16:10", "")))
    assert (report.rows[1].intervals, report.rows[1].caution) == ((), "")


@pytest.mark.parametrize("text", [ZOOM, OUTLINE, EVENTS, "1. Summary\nMeeting title\tX\n" + OUTLINE])
def test_a_list_of_nobody_is_refused(text):
    with pytest.raises(ReportRefusedError, match="nobody in it"):
        parsed(text)


def test_teams_takes_the_activities_and_not_the_outline():
    report = parsed(
        teams(
            outline=[("A", "16:00", "17:00", "30m", "a@x.example", "a@x.example", "Attendee")],
            activity=[
                ("A", "16:00", "16:20", "20m", "a@x.example", "Attendee"),
                ("A", "16:50", "17:00", "10m", "a@x.example", "Attendee"),
            ],
        )
    )
    assert minutes(report) == [("A", "a@x.example", 30)]
    assert (report.vendor, report.rows[0].caution, report.rows[0].most_seconds) == (Vendor.TEAMS, "", None)


def test_teams_finds_the_address_of_an_outsider_in_the_outline():
    report = parsed(
        teams(
            outline=[("A (External)", "16:00", "17:00", "1h", "a@x.example", "", "Attendee")],
            activity=[("A (External)", "16:00", "17:00", "1h", "", "Attendee")],
        )
    )
    assert minutes(report) == [("A (External)", "a@x.example", 60)]


def test_teams_gives_no_address_to_one_of_two_with_the_same_name():
    outline = [("Jo", "16:00", "17:00", "1h", f"jo{n}@x.example", "", "Attendee") for n in (1, 2)]
    report = parsed(teams(outline=outline, activity=[("Jo", "16:00", "16:30", "30m", "", "Attendee")]))
    assert ("Jo", "", 30) in minutes(report)


def test_teams_people_the_activities_leave_out_come_from_the_outline():
    report = parsed(
        teams(
            outline=[
                ("A", "16:00", "17:00", "1h", "a@x.example", "", "Attendee"),
                ("B", "16:00", "17:00", "20m", "b@x.example", "", "Attendee"),
            ],
            activity=[("A", "16:00", "17:00", "1h", "a@x.example", "Attendee")],
        )
    )
    assert [(row.email, row.most_seconds, bool(row.caution)) for row in report.rows] == [
        ("a@x.example", None, False),
        ("b@x.example", 1200, True),
    ]


def test_teams_made_up_sign_in_names_of_guests_are_no_addresses():
    outline = [
        ("A", "16:00", "17:00", "1h", "", "a_x.example#EXT#@hub.example", "Attendee"),
        ("B", "16:00", "17:00", "1h", "", "b@x.example", "Attendee"),
    ]
    assert [row.email for row in parsed(teams(outline=outline)).rows] == ["", "b@x.example"]


def test_teams_events_are_paired():
    events = [
        ("A", "Joined", "16:00"),
        ("B", "Joined before", "16:00"),
        ("A", "Joined", "16:05"),  # a second device
        ("A", "Left", "16:30"),
        ("B", "Left", "16:40"),
        ("A", "Joined", "17:00"),
        ("A", "Left", "17:10"),
        ("C", "Left", "16:20"),
        ("D", "Joined", "17:00"),
    ]
    report = parsed(teams(events=events))
    assert minutes(report) == [("A", "", 40), ("B", "", 40), ("C", "", 0), ("D", "", 0)]
    assert [row.name for row in report.rows if row.caution] == ["C", "D"]
    assert len(report.notes) == 2


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1h 2m 3s", 3723),
        ("59m 35s", 3575),
        ("45s", 45),
        ("2h", 7200),
        ("1 hr 5 min", 3900),
        ("1 hour 5 minutes 2 seconds", 3902),
        ("01:02:03", 3723),
        ("", None),
        ("90", None),
        ("soon", None),
        ("9" * 9000 + "h", None),
        ("99999h", None),
    ],
)
def test_durations(text, length):
    assert seconds(text) == length


@given(st.integers(0, 999), st.integers(0, 59), st.integers(0, 59))
def test_durations_written_by_teams_are_read_back(hours, minutes, rest):
    assert seconds(f"{hours}h {minutes}m {rest}s") == timedelta(
        hours=hours, minutes=minutes, seconds=rest
    ) // timedelta(seconds=1)


joins = st.integers(0, 5_400)


@given(st.lists(st.tuples(joins, joins).map(sorted).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=6))
def test_zoom_and_teams_tell_the_same_story_alike(stays):
    def clock(second):
        return (SESSION.starts_at + timedelta(seconds=second)).strftime("%H:%M:%S")

    moments = [(clock(first), clock(last)) for first, last in stays]
    by_zoom = parsed(zoom(*(("A", "a@x.example", *pair, "") for pair in moments)))
    by_teams = parsed(teams(activity=[("A", *pair, "", "a@x.example", "Attendee") for pair in moments]))
    assert by_zoom.rows == by_teams.rows
    there = {second for first, last in stays for second in range(first, last)}
    assert whole_minutes(by_zoom.rows[0].intervals, SESSION) == len(there) // 60
