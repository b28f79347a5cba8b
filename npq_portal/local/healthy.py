"""`python -m npq_portal.local.healthy PORT PATH`: whether the web server on this machine says 200 (health checks)."""

import http.client
import os
import sys


def answers(port: int, path: str) -> bool:
    """Whether a GET of `path` on 127.0.0.1 gives 200.

    The request carries a host name the portal is known by. Health is told over plain http too (SECURE_REDIRECT_EXEMPT).
    """
    host = next((name for name in os.environ.get("ALLOWED_HOSTS", "").split(",") if name.strip(" .*")), "localhost")
    headers = {"Host": host.strip(" .*")}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not answers(int(sys.argv[1]), sys.argv[2]))
