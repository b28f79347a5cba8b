"""How gunicorn serves the portal: `gunicorn --config python:npq_portal.gunicorn npq_portal.wsgi:application`.

The one place for it: the image, docker-compose.yml and `make demo` all read this file. `--bind` may be given besides.
"""

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from gunicorn.config import Config
from gunicorn.glogging import Logger

from npq_portal.logs import MaskingFormatter


class PortalLogger(Logger):
    """Gunicorn's own logs, each line masked; the address as the browser sent it, so that none forges a line."""

    def setup(self, cfg: Config) -> None:
        """Gunicorn's handlers, with our formatter in them."""
        super().setup(cfg)
        _mask(self.error_log, MaskingFormatter(self.error_fmt, self.datefmt))
        _mask(self.access_log, MaskingFormatter(self.access_fmt))

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> dict[str, Any]:
        """What a line may be made of; the path is encoded again."""
        path = quote(environ.get("PATH_INFO", "").encode("latin-1", "replace"), safe="/:@!$&()*+,;=~")
        return {**super().atoms(resp, req, environ, request_time), "U": path}


def _mask(log: logging.Logger, formatter: logging.Formatter) -> None:
    for handler in log.handlers:
        handler.setFormatter(formatter)


bind = "0.0.0.0:8000"  # inside a container; whoever runs it elsewhere says --bind
worker_class = "gthread"
workers = 2
threads = 4
control_socket_disable = True
logger_class = PortalLogger
accesslog = "-"
# Who, when, what, how it ended, bytes, time taken. No query, no Referer, no user agent.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
