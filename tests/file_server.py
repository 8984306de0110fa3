"""A web server on this machine that gives files by ranges, and cuts connections, changes and refuses as it is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar


class FileServer:
    """files: path -> content. cuts: after how many bytes to cut the next answers; asked: each request's Range or ""."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.etag, self.gives_ranges, self.status = '"1"', True, 200
        self.cuts: list[int] = []
        self.asked: list[str] = []
        self.address = ""


class _Handler(BaseHTTPRequestHandler):
    served: ClassVar[FileServer]

    def do_GET(self) -> None:
        served, asked = self.served, self.headers.get("Range", "")
        served.asked.append(asked)
        content = served.files.get(self.path)
        if content is None or served.status != 200:
            self.send_error(404 if content is None else served.status)
            return
        start = 0
        if asked and served.gives_ranges and self.headers.get("If-Range", served.etag) == served.etag:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        if served.etag:
            self.send_header("ETag", served.etag)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        most = served.cuts.pop(0) if served.cuts else len(content)
        self.wfile.write(content[start : start + most])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[FileServer]:
    """A server that runs within the block."""
    served = FileServer()
    handler = type("Handler", (_Handler,), {"served": served})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        served.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()
