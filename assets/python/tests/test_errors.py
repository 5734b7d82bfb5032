"""Whose fault an error is."""

import errno
import socket
import unittest
import urllib.error

from lumarium_worker import errors, protocol


def kind(error):
    """The kind of an error, and the names it gives."""
    told = errors.describe(error, "update")
    return told["kind"], told.get("names")


def caused(error, cause):
    """An error with a cause."""
    error.__cause__ = cause
    return error


class MaxRetryError(Exception):
    """Like urllib3's: the reason is an attribute."""

    __module__ = "urllib3.exceptions"


class Tracebacks(unittest.TestCase):
    """Who wrote the plugin sees their own files first."""

    def trace_of(self, call):
        """The traceback of what `call` throws, as it is told."""
        try:
            call()
        except Exception as error:
            return errors.describe(error, "update")["traceback"]
        self.fail("nothing was thrown")

    def test_what_comes_from_this_package_is_left_out_at_the_beginning(self):
        path = errors.__file__.replace("errors.py", "calls.py")
        names = {}
        exec(compile("def outer(inner):\n    inner()\n", path, "exec"), names)

        def plugin():
            raise ValueError("no such league")

        trace = self.trace_of(lambda: names["outer"](plugin))
        self.assertIn("no such league", trace)
        own = {}
        exec(compile("def whole():\n    raise ValueError('ours')\n", path, "exec"), own)
        try:
            own["whole"]()
        except ValueError as error:
            # The first frame is this test; without it all that is left is ours, and its last one stays.
            inner = error.__traceback__.tb_next
            self.assertIsNotNone(errors._from_the_plugin(inner))
        try:
            names["outer"](plugin)
        except ValueError as error:
            first = errors._from_the_plugin(error.__traceback__.tb_next)
            self.assertEqual(first.tb_frame.f_code.co_name, "plugin")


class Kinds(unittest.TestCase):
    """What the host can tell apart."""

    def test_the_network_is_to_blame(self):
        """However deep it lies and whatever library was used."""
        for error in (socket.gaierror(-3, "x"), socket.timeout("x"), OSError(errno.ENETUNREACH, "x"),
                      ConnectionRefusedError(errno.ECONNREFUSED, "x"), urllib.error.URLError(socket.gaierror(-2, "x")),
                      caused(ValueError("no data"), caused(KeyError("x"), OSError(errno.EHOSTUNREACH, "x"))),
                      MaxRetryError("x"), RuntimeError(MaxRetryError("x"))):
            self.assertEqual(kind(error), ("offline", None), repr(error))

    def test_the_plugin_is_to_blame(self):
        """Files, values, answers of a server, closed pipes."""
        for error in (ValueError("x"), FileNotFoundError(errno.ENOENT, "x"), BrokenPipeError(errno.EPIPE, "x"),
                      urllib.error.HTTPError("http://x", 500, "x", None, None), ConnectionError("mine"), SystemExit(1)):
            self.assertEqual(kind(error), ("plugin", None), repr(error))

    def test_what_is_missing_is_named(self):
        """Packages by what is imported or what the plugin says; LEDMatrix's own apart; Python's own never."""
        def absent(name):
            return ModuleNotFoundError("No module named %r" % name, name=name)

        self.assertEqual(kind(absent("googleapiclient.discovery")), ("missing_package", ["googleapiclient"]))
        self.assertEqual(kind(caused(RuntimeError("x"), absent("a"))), ("missing_package", ["a"]))
        self.assertEqual(kind(ModuleNotFoundError("No module named 'b.c'")), ("missing_package", ["b"]))
        self.assertEqual(kind(ImportError("paho-mqtt is required. Install with: pip install paho-mqtt")),
                         ("missing_package", ["paho-mqtt"]))
        self.assertEqual(kind(absent("src.common.sports_card")), ("needs_ledmatrix", ["src.common.sports_card"]))
        self.assertEqual(kind(MemoryError()), ("memory", None))

    def test_texts_are_bounded_and_a_broken_text_does_no_harm(self):
        """A reply always fits."""
        class Rude(Exception):
            """Has no text."""

            def __str__(self):
                raise RuntimeError

        told = errors.describe(ValueError("x" * 100_000), "display")
        self.assertLessEqual(len(told["message"]), protocol.TEXT_LEN_MAX)
        self.assertLessEqual(len(told["traceback"]), protocol.TRACEBACK_LEN_MAX)
        self.assertEqual(errors.describe(Rude(), "load")["message"], "Rude: (no text)")

    def test_a_circle_of_causes_ends(self):
        """And so does a long chain."""
        one, two = ValueError("1"), ValueError("2")
        one.__cause__, two.__cause__ = two, one
        self.assertEqual(len(errors.chain(one)), 2)
        long = ValueError("0")
        for _ in range(1000):
            long = caused(ValueError("x"), long)
        self.assertLessEqual(len(errors.chain(long)), errors.CHAIN_LEN_MAX)


if __name__ == "__main__":
    unittest.main()
