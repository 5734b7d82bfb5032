"""A server on this machine for helpers that fetch, with a cache and a folder to work in."""

import http.server
import json
import logging
import os
import tempfile
import threading
import unittest
from unittest import mock

try:
    import requests  # noqa: F401: without it there is nothing to test here
    from PIL import Image  # noqa: F401
except ImportError as error:
    raise unittest.SkipTest("Pillow or requests is not installed") from error


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers with what the test has put under a path."""

    def do_GET(self):
        """One answer."""
        self.server.asked.append(self.path)
        answer = self.server.answers.get(self.path.split("?")[0], 404)
        status, body = (answer, b"") if isinstance(answer, int) else (200, answer)
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        """Says nothing."""


class Memory:
    """A cache without time."""

    def __init__(self):
        """Empty."""
        self.kept = {}
        self.ages = {}

    def get(self, key, max_age=300, memory_ttl=None):
        """What is kept."""
        return self.kept.get(key)

    get_with_auto_strategy = get

    def set(self, key, data, ttl=None):
        """Keeps it."""
        self.kept[key] = data
        self.ages[key] = ttl


class NetCase(unittest.TestCase):
    """A server, a cache and a folder to work in."""

    def setUp(self):
        """Starts the server and enters the folder."""
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.server.answers, self.server.asked = {}, []
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        self.cache = Memory()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)

    def redirect(self, module, name):
        """Points one of a module's addresses to the server."""
        patch = mock.patch.object(module, name, self.url + getattr(module, name).partition(".com")[2])
        patch.start()
        self.addCleanup(patch.stop)
