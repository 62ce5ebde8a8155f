"""A local server that speaks the chat-completions protocol, well or badly, as a test tells it."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def completion(text, **usage):
    """The body of an answer."""
    counted = {"prompt_tokens": 100, "completion_tokens": 2} | usage
    return {"choices": [{"message": {"role": "assistant", "content": text}}], "usage": counted}


@dataclass
class Say:
    """One answer: `body` as JSON, or as it is where it is bytes."""

    body: object = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False  # the connection is closed before anything is said
    drip: float = 0.0  # seconds between two bytes


class ChatServer:
    """Answers with `answers`, one after the other, and with the last one from then on; keeps what it was sent."""

    def __init__(self, tls=None):
        self.answers = [Say(completion("地点"))]
        self.requests = []
        self.before_answer = lambda: None
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
            self.url = f"https://localhost:{self.port}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def start(self):
        self._thread.start()

    def stop(self):
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def say(self, *answers):
        self.answers = [answer if isinstance(answer, Say) else Say(completion(answer)) for answer in answers]

    @property
    def payloads(self):
        return [json.loads(request["body"]) for request in self.requests]

    @property
    def texts(self):
        return [request["body"].decode("utf-8") for request in self.requests]


@contextmanager
def chat_server(tls=None):
    """`tls` is the context of a server that is spoken to over https."""
    server = ChatServer(tls)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _handler(server):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            server.requests.append(
                {"path": self.path, "headers": dict(self.headers), "body": body, "at": time.monotonic()}
            )
            said = server.answers[min(len(server.requests), len(server.answers)) - 1]
            server.before_answer()
            time.sleep(said.delay)
            if said.cut:
                self.close_connection = True
                return
            content = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            try:
                self.send_response(said.status)
                for name, value in {"Content-Length": str(len(content)), **said.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                for byte in content if said.drip else ():
                    self.wfile.write(bytes([byte]))
                    time.sleep(said.drip)
                if not said.drip:
                    self.wfile.write(content)
            except OSError:
                self.close_connection = True

        def log_message(self, *_arguments):
            pass

    return Handler
