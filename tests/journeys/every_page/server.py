"""The portal's server as hundreds of pages want it: style sheets stay in the browser, and an answer that was made already can
be put in the place of the next one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import get_path_info
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from pytest_django.live_server_helper import LiveServer


class AnswersWaiting(StaticFilesHandler):
    """Gives the browser the answer that waits for a path, whatever the portal would say; and static files, to keep."""

    _waiting: ClassVar[dict[str, HttpResponse]] = {}

    @classmethod
    @contextmanager
    def one(cls, path: str, answer: HttpResponse) -> Iterator[None]:
        """Within the block, a page opened at this path (with its query) shows this answer."""
        cls._waiting[path] = answer
        yield
        del cls._waiting[path]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        query = environ.get("QUERY_STRING")
        path = environ["RAW_URI"] if "RAW_URI" in environ else get_path_info(environ) + (f"?{query}" if query else "")
        answer = self._waiting.get(path) if environ.get("HTTP_SEC_FETCH_DEST") == "document" else None
        if answer is None:
            return super().__call__(environ, start_response)
        headers = {**dict(answer.items()), "Content-Length": str(len(answer.content))}  # a test may have changed it
        start_response(f"{answer.status_code} {answer.reason_phrase}", list(headers.items()))
        return [answer.content]

    def serve(self, request: HttpRequest) -> HttpResponseBase:
        response = super().serve(request)
        response.headers["Cache-Control"] = "max-age=3600"
        return response


def start() -> LiveServer:
    """The server, running."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = AnswersWaiting
    server.start()
    return server
