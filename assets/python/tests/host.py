"""A small host for the tests: what Lumarium does in Rust, in as few lines as possible."""

import importlib.util
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

from lumarium_worker import protocol

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(HERE)
PLUGINS = os.path.join(HERE, "plugins")
#: Nothing here is expected to take this long: it only ends a test that hangs.
PATIENCE_SECONDS = 30

#: What the template writes is shown with `LUMARIUM_TEST_LOUD=1`.
LOUD = sys.stderr if os.environ.get("LUMARIUM_TEST_LOUD") else None

HAS_PILLOW = importlib.util.find_spec("PIL") is not None
needs_pillow = unittest.skipUnless(HAS_PILLOW, "Pillow is not installed")
needs_linux = unittest.skipUnless(sys.platform.startswith("linux"), "only on Linux")


class Link:
    """The host's end of a control socket."""

    def __init__(self, sock):
        """Takes the socket over."""
        self.sock = sock
        self.sock.settimeout(PATIENCE_SECONDS)
        self.pictures = []
        self.strips = []
        self.notes = []
        self._ids = 0

    def send(self, message, fds=()):
        """Sends an object, with descriptors."""
        data = protocol.encode_json(message)
        if fds:
            socket.send_fds(self.sock, [data[:1]], list(fds))
            data = data[1:]
        self.sock.sendall(data)

    def _read(self, length):
        """Exactly so many bytes; None at the end."""
        data = b""
        while len(data) < length:
            try:
                part = self.sock.recv(length - len(data))
            except ConnectionResetError:
                part = b""
            if not part:
                return None
            data += part
        return data

    def receive(self):
        """The next message as `(kind, value)`; None at the end."""
        head = self._read(protocol.HEAD.size)
        if head is None:
            return None
        length, kind = protocol.check_head(head)
        body = self._read(length)
        if kind == protocol.KIND_PICTURE:
            return kind, protocol.decode_picture(body)
        if kind == protocol.KIND_STRIP:
            return kind, protocol.decode_strip(body)
        return kind, protocol.decode_json(body)

    def wait_for(self, matches):
        """The next object that matches; pictures, strips and other objects are kept."""
        for found in self.notes:
            if matches(found):
                self.notes.remove(found)
                return found
        while True:
            got = self.receive()
            if got is None:
                raise EOFError("the worker is gone")
            kind, value = got
            if kind == protocol.KIND_PICTURE:
                self.pictures.append(value)
            elif kind == protocol.KIND_STRIP:
                self.strips.append(value)
            elif matches(value):
                return value
            else:
                self.notes.append(value)

    def wait(self, kind):
        """The next object of a type."""
        return self.wait_for(lambda message: message["type"] == kind)

    def request(self, kind, **values):
        """Sends a request; its number."""
        self._ids += 1
        self.send(dict(values, type=kind, id=self._ids))
        return self._ids

    def reply(self, number):
        """The answer to a request."""
        return self.wait_for(lambda message: message["type"] == "reply" and message["id"] == number)

    def ask(self, kind, **values):
        """A request and its answer."""
        return self.reply(self.request(kind, **values))

    def ended(self):
        """Waits until the other side is gone."""
        while self.receive() is not None:
            pass
        return True


class Worker(Link):
    """A worker with its log and, while it lives, its number."""

    def __init__(self, sock, log, pid):
        """`log` is the reading end of its output."""
        super().__init__(sock)
        self.log_fd = log
        self.pid = pid
        self.limits = None

    def log(self):
        """Everything it has written so far, or to its end when it is gone."""
        text = b""
        while select.select([self.log_fd], [], [], 0.2)[0]:
            part = os.read(self.log_fd, 65536)
            if not part:
                break
            text += part
        return text.decode("utf-8", "replace")

    def start(self, name, **changes):
        """Sends `init` for one of the test plugins; its answer."""
        self.hello = self.wait("hello")
        number = self.request("init", **dict(setup_for(name), **changes))
        self.limits = self.wait("limits")["in_force"]
        return self.reply(number)

    def close(self):
        """Gives the descriptors back."""
        self.sock.close()
        os.close(self.log_fd)


def gone(pidfd):
    """Whether the process ends within the test's patience."""
    return bool(select.select([pidfd], [], [], PATIENCE_SECONDS)[0])


def setup_for(name):
    """An `init` for a test plugin, on a 64x32 panel."""
    return {
        "protocol": 1, "plugin_id": name, "plugin_dir": os.path.join(PLUGINS, name), "class_name": "Plugin",
        "entry_point": "manager.py", "manifest": {"id": name}, "config": {"enabled": True}, "width": 64, "height": 32,
        "timezone": "UTC", "isolation": {"user": {"uid": os.geteuid(), "gid": os.getegid()}},
    }


def environment(fd):
    """The environment of a started process."""
    path = os.pathsep.join([PACKAGE] + [part for part in (os.environ.get("PYTHONPATH"),) if part])
    return dict(os.environ, PYTHONPATH=path, LUMARIUM_FD=str(fd), OPENBLAS_NUM_THREADS="1")


class Spawned:
    """A worker that is started without a template."""

    def __init__(self):
        """Starts it."""
        ours, theirs = socket.socketpair()
        log_read, log_write = os.pipe()
        self.process = subprocess.Popen([sys.executable, "-m", "lumarium_worker"], pass_fds=[theirs.fileno()],
                                        env=environment(theirs.fileno()), stdin=subprocess.DEVNULL,
                                        stdout=log_write, stderr=log_write)
        theirs.close()
        os.close(log_write)
        self.worker = Worker(ours, log_read, self.process.pid)

    def close(self):
        """Ends it."""
        self.worker.close()
        self.process.kill()
        self.process.wait()


class Template(Link):
    """A template and the workers forked from it."""

    def __init__(self):
        """Starts it and waits for its hello."""
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen([sys.executable, "-m", "lumarium_worker", "--template"],
                                        pass_fds=[theirs.fileno()], env=environment(theirs.fileno()),
                                        stdin=subprocess.DEVNULL, stderr=LOUD or subprocess.DEVNULL)
        theirs.close()
        super().__init__(ours)
        self.hello = self.wait("hello")
        self.workers = []

    def fork(self, **values):
        """A new worker."""
        ours, theirs = socket.socketpair()
        log_read, log_write = os.pipe()
        self._ids += 1
        self.send(dict(values, type="fork", id=self._ids), [theirs.fileno(), log_write])
        theirs.close()
        os.close(log_write)
        told = self.wait_for(lambda message: message["type"] in ("forked", "fork_failed"))
        if told["type"] == "fork_failed":
            raise OSError(told["message"])
        worker = Worker(ours, log_read, told["pid"])
        worker.told = told
        self.workers.append(worker)
        return worker

    def exited(self, worker):
        """How a worker ended."""
        return self.wait_for(lambda message: message["type"] == "exited" and message["pid"] == worker.pid)

    def close(self):
        """Ends it, and with it all its workers."""
        self.sock.close()
        self.process.wait()
        for worker in self.workers:
            worker.close()


class Folder(unittest.TestCase):
    """A test with a temporary folder."""

    def setUp(self):
        """Makes the folder."""
        self.folder = tempfile.mkdtemp(prefix="lumarium-test-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)


class OnTemplate(Folder):
    """A test on a template that all tests of a class share."""

    @classmethod
    def setUpClass(cls):
        """Starts the template."""
        cls.template = Template()

    @classmethod
    def tearDownClass(cls):
        """Ends it."""
        cls.template.close()

    def start(self, name, fork=None, **changes):
        """A worker with one of the test plugins; `(worker, the answer to init)`."""
        worker = self.template.fork(**(fork or {}))
        return worker, worker.start(name, **changes)
