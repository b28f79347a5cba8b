"""static/js/writing/time.js: how long is left in words, and when it is read out."""

import pytest

SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000
LEFT = {
    3 * DAY + 4 * HOUR: "3 days and 4 hours left",
    DAY: "1 day and 0 hours left",
    DAY - 1: "23 hours and 59 minutes left",
    HOUR + MINUTE: "1 hour and 1 minute left",
    HOUR - SECOND: "59 minutes left",
    5 * MINUTE: "5 minutes left",
    5 * MINUTE - 1: "4 minutes and 59 seconds left",
    61 * SECOND: "1 minute and 1 second left",
    59 * SECOND + 999: "59 seconds left",
    999: "0 seconds left",
    -5: "0 seconds left",
}
SPOKEN = [
    (DAY + SECOND, DAY, "1 day and 0 hours left"),
    (HOUR + SECOND, HOUR, "1 hour and 0 minutes left"),
    (15 * MINUTE + 1, 15 * MINUTE, "15 minutes left"),
    (5 * MINUTE + 1, 5 * MINUTE - 900, "4 minutes and 59 seconds left"),
    (MINUTE + 1, MINUTE, "1 minute and 0 seconds left"),
    (HOUR, HOUR - SECOND, ""),
    (10 * MINUTE, 9 * MINUTE, ""),
    (None, 30 * MINUTE, ""),  # the page has only just opened
    (2 * HOUR, 4 * MINUTE, "4 minutes and 0 seconds left"),  # a device that slept
]


def test_what_is_left_is_told_in_words_and_never_rounded_up(scripts):
    script = "async (given) => given.map((await import('/static/js/writing/time.js')).leftInWords)"

    assert scripts.evaluate(script, list(LEFT)) == list(LEFT.values())


def test_a_few_times_in_a_window_it_is_read_out(scripts):
    script = """async (given) => {
      const { spokenBetween } = await import('/static/js/writing/time.js');
      return given.map(([before, after]) => spokenBetween(before ?? Infinity, after));
    }"""

    assert scripts.evaluate(script, [[before, after] for before, after, _ in SPOKEN]) == [words for *_, words in SPOKEN]


@pytest.mark.parametrize("device_hours", [-30, 0, 30])
def test_the_servers_clock_goes_on_whatever_the_devices_says(scripts, device_hours):
    script = """async (wrong) => {
      const now = Date.now;
      Date.now = () => now() + wrong;
      const { ServerClock } = await import('/static/js/writing/time.js');
      const clock = new ServerClock("2027-02-10T23:59:00Z", performance.now());
      return clock.now() - Date.parse("2027-02-10T23:59:00Z");
    }"""

    assert 0 <= scripts.evaluate(script, device_hours * HOUR) < 10 * SECOND
