"""The warm template: imports what plugins share, then forks a worker for each that the host wants.

It has one thread, so a fork copies all of it. It ends with its socket, and its workers end with it.
"""

import gc
import importlib
import os
import select
import signal
import socket
import sys
import threading

from lumarium_worker import PROTOCOL_MAX, PROTOCOL_MIN, linux, protocol
from lumarium_worker.errors import exit_code_text

SHARED = ("PIL.Image", "PIL.ImageDraw", "PIL.ImageFont", "PIL.ImageSequence", "requests", "requests.adapters",
          "urllib3.util.retry", "pytz", "numpy", "freetype", "concurrent.futures", "zoneinfo", "inspect", "tempfile",
          "src.plugin_system.base_plugin", "src.plugin_system.plugin_manager", "src.display_manager",
          "src.cache_manager", "src.config_manager", "src.font_manager", "src.common.scroll_helper",
          "src.adaptive_layout", "src.common.text_helper", "src.common.logo_helper", "src.common.api_helper",
          "src.background_data_service", "src.logo_downloader", "lumarium_worker.worker", "lumarium_worker.child",
          "lumarium_worker.rehearsal",
          "html", "uuid", "xml.etree.ElementTree", "PIL.ImageFilter", "encodings.idna")
FDS_PER_FORK = 2
WORKERS_MAX = 256


def import_shared():
    """Imports what is there; returns the names that are not."""
    absent = []
    for name in SHARED:
        try:
            importlib.import_module(name)
        except Exception:  # a broken package must not take the others away
            absent.append(name)
    try:
        from PIL import Image

        Image.init()  # the formats, which otherwise every worker would look up for itself
    except Exception:
        absent.append("PIL formats")
    return absent


def threads():
    """How many threads there are; more than one would be lost, or worse, in a fork."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


def warm_up():
    """Does once what every plugin would do first, so that its memory is shared: fonts, logs, a whole turn."""
    if os.environ.get("LUMARIUM_ROOT"):
        os.chdir(os.environ["LUMARIUM_ROOT"])
    try:
        from lumarium_worker import rehearsal, setup
        from src.display_manager import DisplayManager
        from src.logging_config import setup_logging

        setup_logging()
        screen = DisplayManager(width=8, height=8)
        for font in (screen.regular_font, screen.small_font, screen.extra_small_font, screen.calendar_font):
            screen.draw_text("0", 0, 0, font=font)
        setup.pillow_version()
        rehearsal.play()
    except ImportError as error:
        sys.stderr.write("lumarium template: %s\n" % error)


class Template:
    """The loop that forks and buries."""

    def __init__(self, fd):
        """Takes the control socket over."""
        self._socket = socket.socket(fileno=fd)
        self._socket.settimeout(None)
        self._fds = []
        self._alive = set()
        # Closed by the system when this process ends: how a child finds out that it came too late.
        self._life_read, self._life_write = os.pipe()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        os.set_blocking(self._wake_read, False)

    def send(self, message):
        """Sends an object to the host."""
        self._socket.sendall(protocol.encode_json(message))

    def _read(self, length):
        """Exactly so many bytes, keeping descriptors that come along; None at the end."""
        parts = []
        while length:
            part, fds, _flags, _address = socket.recv_fds(self._socket, length, FDS_PER_FORK)
            for fd in fds:
                os.set_inheritable(fd, False)
            self._fds += fds
            if not part:
                return None
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def receive(self):
        """The next message; None when the host is gone or speaks nonsense."""
        head = self._read(protocol.HEAD.size)
        if head is None:
            return None
        try:
            length, kind = protocol.check_head(head)
            if kind != protocol.KIND_JSON:
                raise protocol.ProtocolError("kind %d" % kind)
            body = self._read(length)
            return None if body is None else protocol.decode_json(body)
        except protocol.ProtocolError as error:
            sys.stderr.write("lumarium template: the host broke the protocol: %s\n" % error)
            return None

    def run(self):
        """Serves until the host closes the socket."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        while True:
            ready, _, _ = select.select([self._socket, self._wake_read], [], [])
            if self._wake_read in ready:
                os.read(self._wake_read, 4096)
                self._bury()
            if self._socket in ready:
                message = self.receive()
                if message is None or message["type"] == "end":
                    break
                if message["type"] == "fork":
                    self._fork(message)
                self._drop_fds()
        self._kill_all()

    def _drop_fds(self):
        """Descriptors that came with another message must not be taken for those of the next fork."""
        for fd in self._fds:
            os.close(fd)
        self._fds = []

    def _bury(self):
        """Tells of workers that have ended, and ends what they have left behind."""
        ended = []
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            ended.append((pid, status))
        if ended:
            self._end_strays()
        for pid, status in ended:
            if pid in self._alive:
                self._alive.discard(pid)
                self.send(dict(exit_code_text(status), type="exited", pid=pid))

    def _end_strays(self):
        """Children that are no workers: what a worker without a namespace forked twice and left behind."""
        for pid in linux.children_of(os.getpid()):
            if pid not in self._alive:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass  # it was faster

    def _kill_all(self):
        """The end of every worker, also where the system does not see to it."""
        for pid in self._alive:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass  # it was faster

    def _fork(self, message):
        """One worker; its two descriptors came along with the message."""
        fds, self._fds = self._fds, []
        answer = {"type": "fork_failed", "id": message.get("id")}
        if len(fds) != FDS_PER_FORK:
            answer["message"] = "a fork needs a socket and a log pipe"
        elif len(self._alive) >= WORKERS_MAX:
            answer["message"] = "%d workers are running" % WORKERS_MAX
        else:
            answer = self._start(message, fds, answer)
        for fd in fds:
            os.close(fd)
        self.send(answer)

    def _start(self, message, fds, answer):
        """Forks, into a PID namespace where that is allowed; the child never comes back from here."""
        me = os.getpid()
        pid, note = None, None
        if message.get("pid_namespace", True):
            flags = linux.CLONE_NEWPID | (0 if os.geteuid() == 0 else linux.CLONE_NEWUSER)
            try:
                ids = os.geteuid(), os.getegid()
                pid = linux.fork_into(flags)
                if pid == 0:
                    self._become_worker(fds, me, ids if flags & linux.CLONE_NEWUSER else None)
            except linux.Unavailable as error:
                note = str(error)
        try:
            if pid is None:
                pid = os.fork()
        except OSError as error:
            answer["message"] = str(error)
            return answer
        if pid == 0:
            self._become_worker(fds, me, None)
        self._alive.add(pid)
        told = {"type": "forked", "id": message.get("id"), "pid": pid, "namespace": note is None}
        if note:
            told["note"] = note
        return told

    def _become_worker(self, fds, parent, ids):
        """The child: leaves the template's things behind and serves a plugin until it ends."""
        code = 1
        try:
            from lumarium_worker import child, worker

            signal.set_wakeup_fd(-1)
            for fd in (self._wake_read, self._wake_write, self._life_write):
                os.close(fd)
            self._socket.close()
            child.settle(fds[0], fds[1], self._life_read, ids)
            code = worker.serve(fds[0], parent_outside=parent)
        except BaseException as error:  # whatever happens, the child must not run the template's loop
            child.last_words(error)
        finally:
            os._exit(code)


def main():
    """Imports, says hello, serves."""
    fd = linux.take_socket()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    template = Template(fd)
    linux.few_arenas()
    if linux.IS_LINUX:
        linux.die_with_parent()
        linux.adopt_orphans()
    absent = import_shared()
    warm_up()
    gc.collect()
    # What is here now is shared with every worker; the collector must not touch (and so copy) it.
    gc.freeze()
    template.send({"type": "hello", "role": "template", "pid": os.getpid(), "absent": absent, "threads": threads(),
                   "protocol": {"min": PROTOCOL_MIN, "max": PROTOCOL_MAX},
                   "python": "%d.%d.%d" % sys.version_info[:3]})
    template.run()
    return 0
