"""How often somebody may try something: counted in Redis, so that all workers count together."""

from django.core.cache import cache


def count(what: str, who: str, *, seconds: int) -> int:
    """Count one more try of `what` by `who`; how many there were in the `seconds` since the first of them."""
    key = _key(what, who)
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key)
    except ValueError:  # the time ended between the two
        return 1


def counted(what: str, who: str) -> int:
    """How many tries were counted, without counting one."""
    return cache.get(_key(what, who), 0)


def _key(what: str, who: str) -> str:
    return f"tries:{what}:{who}"
