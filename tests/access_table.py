"""Who may open which address. tests/test_access.py goes through every address there is and fails for one not named here.

A row says who may open the page, and with which words the address is made. Objects belong to `participant` of the cast,
so that "own" pages open for that person and for nobody else. The rows stand by app in tests/access/.
"""

from collections.abc import Mapping

from tests.access import assessments, courses, portal, registrations
from tests.access.who import (
    ASSESSOR,
    EVERYBODY,
    FACILITATOR,
    HUB_ADMIN,
    OUTSIDER,
    PARTICIPANT,
    STRANGER,
    Row,
)

__all__ = ["ASSESSOR", "EVERYBODY", "FACILITATOR", "HUB_ADMIN", "OUTSIDER", "PARTICIPANT", "STRANGER", "TABLE"]

TABLE: Mapping[str, Row] = {**portal.ROWS, **registrations.ROWS, **courses.ROWS, **assessments.ROWS}
