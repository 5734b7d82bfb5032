"""Whatever a plugin does, the host can go on and can end it."""

import os
import select
import signal
import time

from lumarium_worker import linux
from tests.host import OnTemplate, gone, needs_linux, needs_pillow


@needs_linux
@needs_pillow
class Vices(OnTemplate):
    """One test for each vice."""

    def vicious(self, vice, fork=None):
        """A worker that will practise a vice; `(worker, the file it uses)`."""
        file = os.path.join(self.folder, "file")
        user = {"uid": os.geteuid(), "gid": os.getegid()}
        worker, reply = self.start("vices", fork, config={"enabled": True, "vice": vice, "file": file},
                                   isolation={"user": user})
        self.assertTrue(reply["ok"], reply)
        return worker, file

    def wait_for(self, file):
        """Waits until the plugin has made its file."""
        while not os.path.exists(file):
            time.sleep(0.005)

    def test_closing_every_descriptor_does_not_cut_the_connection(self):
        """As far as Python's own ways go."""
        worker, _file = self.vicious("close_all")
        self.assertTrue(worker.ask("display", force_clear=True)["ok"])
        self.assertEqual(len(worker.pictures), 1)

    def test_a_stolen_connection_ends_the_worker_and_never_the_thiefs_file(self):
        """Behind Python's back nothing can be held."""
        worker, file = self.vicious("close_raw")
        worker.request("display", force_clear=True)
        self.assertEqual(self.template.exited(worker)["exit"], 71)
        self.assertEqual(os.path.getsize(file), 0)

    def test_a_plugin_that_ignores_signals_is_killed(self):
        """SIGKILL is not asked."""
        worker, file = self.vicious("ignore_signals")
        worker.request("display", force_clear=True)
        self.wait_for(file)
        os.kill(worker.pid, signal.SIGKILL)
        self.assertEqual(self.template.exited(worker)["signal"], signal.SIGKILL)

    def test_what_was_forked_twice_ends_with_the_worker(self):
        """The namespace ends with its first process."""
        worker, file = self.vicious("double_fork")
        if worker.limits["pid_namespace"] != "proved":
            self.skipTest(str(worker.told.get("note")))
        self.assertTrue(worker.ask("display", force_clear=True)["ok"])
        self.wait_for(file)
        os.kill(worker.pid, signal.SIGKILL)
        self.template.exited(worker)
        # The first process of a namespace is reported only when all others are gone.
        size = os.path.getsize(file)
        select.select([], [], [], 0.1)
        self.assertEqual(os.path.getsize(file), size)

    def test_what_was_forked_twice_ends_with_the_worker_also_without_a_namespace(self):
        """The template inherits it, and the host hears of the worker alone."""
        worker, file = self.vicious("double_fork", {"pid_namespace": False})
        neighbour, _reply = self.start("plain", {"pid_namespace": False})
        self.assertTrue(worker.ask("display", force_clear=True)["ok"])
        self.wait_for(file)
        orphan = next(pid for pid in linux.children_of(worker.pid) if pid != worker.pid)
        watched = os.pidfd_open(orphan)
        os.kill(worker.pid, signal.SIGKILL)
        self.template.exited(worker)
        self.assertTrue(gone(watched))
        self.assertTrue(neighbour.ask("display", force_clear=True)["ok"])

    def test_a_flood_of_output_goes_to_the_log(self):
        """All of it, and the connection stays clean."""
        worker, _file = self.vicious("flood")
        number = worker.request("display", force_clear=True)
        count = 0
        while count < 10_000_000:
            count += len(os.read(worker.log_fd, 1 << 20))
        self.assertTrue(worker.reply(number)["ok"])

    def test_threads_that_never_end_do_not_keep_the_process(self):
        """cleanup ends it all the same."""
        worker, _file = self.vicious("threads")
        self.assertTrue(worker.ask("display", force_clear=True)["ok"])
        self.assertTrue(worker.ask("cleanup")["ok"])
        self.assertEqual(self.template.exited(worker)["exit"], 0)

    def test_a_started_program_inherits_nothing(self):
        """Neither the connection nor the template's things."""
        worker, file = self.vicious("inherit")
        self.assertTrue(worker.ask("display", force_clear=True)["ok"])
        with open(file, encoding="utf-8") as found:
            self.assertLessEqual(len(found.read().split(",")), 4)

    def test_there_is_nothing_to_read_from_standard_input(self):
        """It ends at once."""
        worker, _file = self.vicious("read_input")
        self.assertTrue(worker.ask("display", force_clear=True)["ok"])

    def test_a_plugin_that_leaves_is_reported(self):
        """With its code."""
        worker, _file = self.vicious("leave")
        worker.request("display", force_clear=True)
        self.assertEqual(self.template.exited(worker)["exit"], 9)

    def test_a_crash_in_c_is_reported_with_a_traceback_in_the_log(self):
        """The line of Python that led to it."""
        worker, _file = self.vicious("crash")
        worker.request("display", force_clear=True)
        self.assertEqual(self.template.exited(worker)["signal"], signal.SIGSEGV)
        self.assertIn("in crash", worker.log())

    def test_another_worker_is_not_disturbed(self):
        """By any of it."""
        calm, _reply = self.start("plain")
        for vice in ("leave", "crash"):
            worker, _file = self.vicious(vice)
            worker.request("display", force_clear=True)
            self.template.exited(worker)
        self.assertTrue(calm.ask("display", force_clear=True)["ok"])
