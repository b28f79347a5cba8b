"""What a webinar report's minutes are worth on the register.

Source: the hub's own policy (docs/adr/0082), since no lead provider publishes one: coming a little late or leaving a little
early, as at a session in a room, is still full attendance; anything less gives the minutes that were there, never rounded up.
"""

from courses.choices import Mark

#: Missing so many minutes of a session or fewer is full attendance.
GRACE_MINUTES = 5


def credit(*, minutes: int, session_minutes: int, component_minutes: int) -> tuple[Mark, int | None] | None:
    """The mark for somebody who was there for `minutes` whole minutes of a session, and the minutes it gives where it is
    PART; None where they were not there for a whole minute.

    `session_minutes` is how long the session lasted, `component_minutes` what its component is worth: a session with a
    break is worth less than it lasts, and nobody has to sit through more than they are credited for.
    """
    if minutes < 1:
        return None
    wanted = min(session_minutes, component_minutes)
    if minutes >= max(1, wanted - GRACE_MINUTES):
        return Mark.ATTENDED, None
    return Mark.PART, min(minutes, component_minutes)
