"""The template: forks, ends, limits that hold, and a worker that always ends with its host."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import unittest

from lumarium_worker import landlock, linux, protocol
from tests.host import (Folder, OnTemplate, PATIENCE_SECONDS, Spawned, Template, environment, gone,
                        needs_linux, needs_pillow)


@needs_linux
@needs_pillow
class Ends(Folder):
    """Whoever goes, nobody is left over."""

    def test_workers_end_with_the_template(self):
        """Even when it is killed."""
        template = Template()
        self.addCleanup(template.close)
        workers = [template.fork(), template.fork(pid_namespace=False), template.fork()]
        for worker in workers[:2]:
            worker.start("plain")
        # This one has become another user.
        workers[2].start("plain", isolation={"writable": []})
        watched = [os.pidfd_open(worker.pid) for worker in workers]
        template.process.kill()
        self.assertEqual([gone(pidfd) for pidfd in watched], [True, True, True])

    def test_the_template_ends_with_its_socket(self):
        """And takes its workers along."""
        template = Template()
        self.addCleanup(template.close)
        worker = template.fork()
        worker.start("plain")
        watched = os.pidfd_open(worker.pid)
        template.sock.close()
        self.assertEqual(template.process.wait(PATIENCE_SECONDS), 0)
        self.assertTrue(gone(watched))

    def test_a_message_that_breaks_the_protocol_ends_the_template(self):
        """Nothing is guessed."""
        template = Template()
        self.addCleanup(template.close)
        template.sock.sendall(protocol.HEAD.pack(1 << 30, 0))
        self.assertEqual(template.process.wait(PATIENCE_SECONDS), 0)

    def test_a_spawned_worker_serves_and_ends_with_its_socket(self):
        """The way of systems without fork."""
        spawned = Spawned()
        self.addCleanup(spawned.close)
        self.assertTrue(spawned.worker.start("plain")["ok"])
        spawned.worker.ask("display", force_clear=True)
        self.assertEqual(len(spawned.worker.pictures), 1)
        spawned.worker.sock.close()
        self.assertEqual(spawned.process.wait(PATIENCE_SECONDS), 0)

    def test_a_worker_whose_host_is_gone_already_does_not_begin(self):
        """LUMARIUM_PARENT names another process than the one that is there."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            done = subprocess.run([sys.executable, "-m", "lumarium_worker"], pass_fds=[theirs.fileno()],
                                  env=dict(environment(theirs.fileno()), LUMARIUM_PARENT="1"), check=False)
        self.assertEqual(done.returncode, 0)


@needs_linux
@needs_pillow
class Forks(OnTemplate):
    """Workers of one template."""

    def test_the_template_has_one_thread(self):
        """A fork copies no others."""
        self.assertEqual(self.template.hello["threads"], 1)

    def test_a_killed_worker_is_reported_with_its_signal(self):
        """And another one takes its place."""
        worker, _reply = self.start("plain")
        os.kill(worker.pid, signal.SIGKILL)
        self.assertEqual(self.template.exited(worker)["signal"], signal.SIGKILL)
        self.assertTrue(self.start("plain")[1]["ok"])

    def test_cleanup_ends_the_process(self):
        """With 0."""
        worker, _reply = self.start("plain")
        self.assertTrue(worker.ask("cleanup")["ok"])
        self.assertEqual(self.template.exited(worker)["exit"], 0)

    def test_a_fork_without_descriptors_is_refused(self):
        """And the template goes on."""
        self.template.send({"type": "fork", "id": 99})
        self.assertEqual(self.template.wait("fork_failed")["id"], 99)
        self.assertTrue(self.start("plain")[1]["ok"])

    def test_descriptors_of_another_message_are_not_used_for_a_fork(self):
        """They are closed."""
        read, write = os.pipe()
        self.template.send({"type": "dance"}, [write, write])
        os.close(write)
        self.assertTrue(self.start("plain")[1]["ok"])
        self.assertEqual(os.read(read, 1), b"")
        os.close(read)

    def test_a_worker_ends_when_the_host_breaks_the_protocol(self):
        """With the code for it, and the reason in its log."""
        worker, _reply = self.start("plain")
        worker.sock.sendall(protocol.HEAD.pack(0, 2))
        self.assertEqual(self.template.exited(worker)["exit"], 70)
        self.assertIn("broke the protocol", worker.log())

    def test_a_flood_of_requests_ends_the_worker(self):
        """64 may be under way."""
        started, until = os.path.join(self.folder, "started"), os.path.join(self.folder, "until")
        open(until, "w").close()
        worker, _reply = self.start("vices", config={"vice": "ignore_signals", "file": started})
        try:
            for _ in range(200):
                worker.request("display")
        except OSError:
            pass  # it is gone already
        self.assertEqual(self.template.exited(worker)["exit"], 70)


@needs_linux
@needs_pillow
class Shared(OnTemplate):
    """What the template does once for all."""

    def test_a_rehearsal_leaves_nothing_behind(self):
        """But warm memory."""
        from lumarium_worker import rehearsal
        from src.common import scroll_hooks

        def state():
            """What a worker would find."""
            return (os.getcwd(), dict(os.environ), list(sys.path), threading.active_count(), scroll_hooks.sink,
                    socket.getdefaulttimeout(), sorted(os.listdir("/proc/self/fd")), logging.getLogger().handlers[:])

        rehearsal.play()  # what is imported then stays
        before = state()
        rehearsal.play()
        self.assertEqual(state(), before)


@needs_linux
@needs_pillow
class Limits(OnTemplate):
    """What is reported to be in force is in force."""

    def practise(self, vice, fork=None, **given):
        """display() of a vice under the given isolation; `(worker, answer)`."""
        config = {"enabled": True, "vice": vice, "file": os.path.join(self.folder, "file"), "pid": os.getpid()}
        isolation = given.pop("isolation", {"user": {"uid": os.geteuid(), "gid": os.getegid()}})
        worker, reply = self.start("vices", fork, config=config, isolation=isolation, **given)
        self.assertTrue(reply["ok"], reply)
        return worker, worker.ask("display", force_clear=True)

    def test_memory_ends_at_its_limit(self):
        """As an error of its own kind."""
        worker, reply = self.practise("eat")
        self.assertEqual((worker.limits["address_space"], reply["error"]["kind"]), (1 << 30, "memory"))

    def test_a_file_ends_at_its_limit(self):
        """64 MiB unless the host says otherwise."""
        worker, reply = self.practise("big_file")
        self.assertEqual((worker.limits["file_size"], reply["ok"]), (64 << 20, False))

    def test_processes_and_threads_end_at_their_limit(self):
        """Where the worker is counted alone."""
        own = {"limits": {"processes": 20}, "user": {} if os.geteuid() == 0 else {"uid": os.geteuid()}}
        worker, reply = self.practise("threads", isolation=own)
        if worker.limits["processes"] != 20:
            self.skipTest(worker.limits["processes"])
        self.assertIn("can't start new thread", reply["error"]["message"])

    def test_writing_elsewhere_is_refused_where_landlock_is(self):
        """And allowed in the given folders."""
        if not landlock.version():
            self.skipTest("the kernel has no landlock")
        user = {"uid": os.geteuid(), "gid": os.getegid()}
        worker, reply = self.practise("write_outside", isolation={"user": user, "writable": []})
        self.assertIn("proved", worker.limits["writes"])
        self.assertIn("PermissionError", reply["error"]["message"])
        worker, reply = self.practise("write_outside", isolation={"user": user, "writable": [self.folder]})
        self.assertTrue(reply["ok"], reply)

    def test_the_host_cannot_be_seen_from_a_namespace(self):
        """Where the system gives one."""
        worker, reply = self.practise("see_parent")
        if worker.limits["pid_namespace"] != "proved":
            self.skipTest(str(worker.told.get("note")))
        self.assertIn("ProcessLookupError", reply["error"]["message"])
        worker, reply = self.practise("see_parent", {"pid_namespace": False})
        self.assertEqual((worker.limits["pid_namespace"], reply["ok"]), ("none", True))

    def test_nothing_is_as_root_unless_asked_for(self):
        """A host that is root gets workers that are nobody."""
        worker, _reply = self.start("plain", isolation={})
        self.assertNotEqual(worker.limits["user"], 0)

    def test_every_level_is_reported(self):
        """Whatever the system offers."""
        worker, _reply = self.start("plain", isolation={"oom_score_adj": 900, "idle": True, "writable": []})
        self.assertLessEqual({"oom_score_adj", "scheduling", "user", "dies_with_parent", "address_space", "file_size",
                              "files", "core", "processes", "no_new_privileges", "process_group", "pid_namespace",
                              "writes"}, set(worker.limits))
        self.assertIs(worker.limits["no_new_privileges"], True)
        self.assertIs(worker.limits["process_group"], True)

    def test_what_the_system_does_not_offer_is_said_and_not_fatal(self):
        """Here in place of the system: a call that does not exist."""
        with self.assertRaises(linux.Unavailable):
            linux.syscall(100_000)


if __name__ == "__main__":
    unittest.main()
