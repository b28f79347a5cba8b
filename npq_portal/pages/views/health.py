"""For load balancers and people on call: is the process up, and can it work?"""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

_TIMEOUT_SECONDS = 2


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers: 200, whatever the database and Redis do."""
    return JsonResponse({"status": "up"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Database and Redis answer too: 200, else 503; which one does not is said, and nothing more."""
    checks = {"database": _database_answers(), "redis": _redis_answers()}
    ready = all(checks.values())
    answer = {
        "status": "ready" if ready else "not ready",
        **{name: "up" if up else "down" for name, up in checks.items()},
    }
    return JsonResponse(answer, status=200 if ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis_answers() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_TIMEOUT_SECONDS, socket_connect_timeout=_TIMEOUT_SECONDS
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
