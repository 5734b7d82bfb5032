"""One-shot rendering, as `lumarium render` and `lumarium check` use it."""

import json
import os
import subprocess
import sys

from tests.host import HAS_PILLOW, PATIENCE_SECONDS, PLUGINS, Folder, environment, needs_pillow

if HAS_PILLOW:
    from PIL import Image

CLOCK = '''"""Draws the time it sees as a colour, one column for each second slept."""

import time

from PIL import Image

from src.plugin_system.base_plugin import BasePlugin


class Plugin(BasePlugin):
    """Two screens, told apart by their green."""

    modes = ["one", "two"]

    def update(self):
        """Sleeps, fetches nothing."""
        time.sleep(40)
        self.counted = self.cache_manager.get("counted") or 0
        self.cache_manager.set("counted", self.counted + 1)

    def display(self, force_clear=False, display_mode=None):
        """Hour, screen, instances that shared a cache."""
        now = time.localtime()
        color = (now.tm_hour, self.modes.index(display_mode) + 1, now.tm_sec + self.counted)
        self.display_manager.image.paste(color, (0, 0, 4, 4))
        self.display_manager.draw.point((70, 3), fill=color)
        self.display_manager.update_display()
'''


@needs_pillow
class Render(Folder):
    """The program as a whole."""

    def run_it(self, plugin, *arguments):
        """`(exit code, the lines of the report)`."""
        done = subprocess.run([sys.executable, "-m", "lumarium_worker.render", plugin, "--offline",
                               "-o", os.path.join(self.folder, "out.png"), *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS, check=False,
                              env=environment(0))
        lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertTrue(lines, done.stderr.decode())
        return done.returncode, lines

    def clock(self):
        """The folder of the plugin above."""
        home = os.path.join(self.folder, "clock")
        os.makedirs(home)
        with open(os.path.join(home, "manager.py"), "w", encoding="utf-8") as file:
            file.write(CLOCK)
        with open(os.path.join(home, "manifest.json"), "w", encoding="utf-8") as file:
            json.dump({"id": "clock", "class_name": "Plugin"}, file)
        return home

    def test_every_screen_gets_its_file_at_every_size(self):
        """With a fresh instance, a fresh cache and the same instant."""
        code, lines = self.run_it(self.clock(), "--all", "--size", "64x32", "--size", "96x48",
                                  "--at", "2026-03-14T15:09:26Z", "--tz", "Europe/Berlin")
        self.assertEqual((code, [(line["mode"], line["size"]) for line in lines]), (
            0, [("one", "64x32"), ("two", "64x32"), ("one", "96x48"), ("two", "96x48")]))
        for line in lines:
            with Image.open(line["file"]) as image:
                width, height = line["size"].split("x")
                self.assertEqual((image.mode, image.size), ("RGB", (int(width), int(height))))
                self.assertEqual(image.getpixel((3, 3)), (16, 1 if line["mode"] == "one" else 2, 26))

    def test_what_lies_beyond_the_panel_is_reported(self):
        """And is not in the picture."""
        _code, lines = self.run_it(self.clock(), "--size", "64x32", "--margin", "32x16", "--mode", "two",
                                   "--at", "2026-03-14T15:09:26Z")
        self.assertEqual((lines[0]["overflow"], lines[0]["blank"], lines[0]["shown"]), ([70, 3, 71, 4], False, True))
        with Image.open(lines[0]["file"]) as image:
            self.assertEqual(image.size, (64, 32))

    def test_a_mocked_cache_is_there_from_the_beginning(self):
        """For plugins that only show what they fetched."""
        path = os.path.join(self.folder, "mock.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"counted": 5}, file)
        self.run_it(self.clock(), "--mode", "one", "--mock", path, "--at", "2026-03-14T15:09:26Z")
        with Image.open(os.path.join(self.folder, "out.png")) as image:
            self.assertEqual(image.getpixel((0, 0)), (15, 1, 31))

    def test_a_screen_that_cannot_be_drawn_is_an_error_in_the_report(self):
        """Drawing, loading, fetching; the last is no reason to fail."""
        code, lines = self.run_it(os.path.join(PLUGINS, "plain"), "--config", '{"show": "exit"}')
        self.assertEqual((code, lines[0]["error"]["message"]), (1, "SystemExit: 3"))
        code, lines = self.run_it(os.path.join(PLUGINS, "broken"))
        self.assertEqual((code, lines[0]["error"]["kind"]), (1, "missing_package"))
        code, lines = self.run_it(os.path.join(PLUGINS, "offline"))
        self.assertEqual((code, lines[0]["update"]["kind"], lines[0]["shown"], lines[0]["blank"]),
                         (0, "offline", False, True))
        code, lines = self.run_it(os.path.join(PLUGINS, "offline"), "--skip-update")
        self.assertIsNone(lines[0]["update"])

    def reported(self, plugin, *arguments):
        """`(exit code, the lines of the report's file, standard error)`."""
        path = os.path.join(self.folder, "report")
        done = subprocess.run([sys.executable, "-m", "lumarium_worker.render", plugin, "--offline", "--report", path,
                               "--all", "-o", os.path.join(self.folder, "out"), *arguments],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS, check=False,
                              env=environment(0))
        with open(path, encoding="utf-8") as file:
            return done.returncode, [json.loads(line) for line in file], done.stderr.decode()

    def test_a_report_says_what_there_is_and_what_is_begun(self):
        """So that whoever reads it knows where a process ended."""
        _code, lines, _errors = self.reported(self.clock(), "--first", "--at", "2026-03-14T15:09:26Z")
        self.assertEqual(lines[0], {"size": "128x32", "modes": ["one", "two"]})
        self.assertEqual(lines[1], {"size": "128x32", "mode": "one", "begun": True})
        self.assertEqual((len(lines), lines[2]["mode"]), (3, "one"))

    def test_a_screen_that_nobody_knows_is_told_with_those_there_are(self):
        """And the others are drawn."""
        code, lines, _errors = self.reported(self.clock(), "--mode", "three", "--mode", "two",
                                             "--at", "2026-03-14T15:09:26Z")
        self.assertEqual((code, lines[1]["error"]["kind"], lines[-1]["mode"]), (1, "unknown", "two"))
        self.assertIn("one, two", lines[1]["error"]["message"])

    def test_a_screen_that_takes_too_long_ends_the_process_and_says_where(self):
        """Also one that looks at no signal."""
        home = self.clock()
        with open(os.path.join(home, "manager.py"), "a", encoding="utf-8") as file:
            file.write("\n    def spin(self):\n        while True:\n            pass\n\n"
                       "\nPlugin.display = lambda self, force_clear=False: self.spin()\n")
        code, lines, errors = self.reported(home, "--first", "--seconds", "0.5", "--at", "2026-03-14T15:09:26Z")
        self.assertEqual((code, lines[-1].get("begun")), (1, True))
        self.assertIn("in spin", errors)

    def test_frames_stand_one_under_another_while_the_clock_goes_on(self):
        """50 ms each: the twentieth is a second later."""
        _code, lines, _errors = self.reported(self.clock(), "--mode", "one", "--size", "8x4", "--frames", "21",
                                              "--at", "2026-03-14T15:09:26.010Z")
        with Image.open(lines[-1]["file"]) as image:
            self.assertEqual(image.size, (8, 84))
            self.assertEqual([image.getpixel((0, row * 4))[2] for row in (0, 19, 20)], [26, 26, 27])

    def test_screens_whose_names_look_alike_keep_their_own_files(self):
        """A file system knows no difference between some of them."""
        home = self.clock()
        with open(os.path.join(home, "manager.py"), encoding="utf-8") as file:
            text = file.read().replace('["one", "two"]', '["a/b", "a_b", "A_B", ".."]')
        with open(os.path.join(home, "manager.py"), "w", encoding="utf-8") as file:
            file.write(text)
        _code, lines, _errors = self.reported(home, "--at", "2026-03-14T15:09:26Z")
        files = [line["file"] for line in lines if "file" in line]
        self.assertEqual(len({name.lower() for name in files}), 4)
        folder = os.path.join(self.folder, "out", "128x32")
        self.assertTrue(all(os.path.dirname(name) == folder for name in files), files)
