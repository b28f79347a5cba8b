"""The demo's supervisor."""


def main() -> int:
    """Runs the demo."""
    return 0
