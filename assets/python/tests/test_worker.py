"""A worker over its socket: drawing, fetching, settings, errors."""

import os
import time

from tests.host import OnTemplate, PLUGINS, needs_linux, needs_pillow

RED = b"\xff\x00\x00"


@needs_linux
@needs_pillow
class Drawing(OnTemplate):
    """What of a plugin's drawing is published, and when."""

    def shown(self, **config):
        """The first reply to display() and the pictures that came before it."""
        worker, reply = self.start("plain", config=dict(config, enabled=True))
        self.assertTrue(reply["ok"], reply)
        return worker, worker.ask("display", mode="plain", force_clear=True), worker.pictures

    def test_a_picture_comes_with_its_call(self):
        """One picture of the panel's size, before the answer."""
        _worker, reply, pictures = self.shown()
        self.assertEqual(reply["result"], {"shown": True, "held": False, "strip": False})
        self.assertEqual([picture[:4] for picture in pictures], [(64, 32, reply["id"], 0)])
        self.assertEqual(pictures[0][4], RED * 64 * 32)

    def test_a_plugin_that_forgets_update_display_is_shown(self):
        """Its picture is taken after the call."""
        self.assertEqual(len(self.shown(show="forget")[2]), 1)

    def test_a_picture_of_another_kind_or_size_is_made_to_fit(self):
        """Transparency is dropped; the rest is cut or black."""
        self.assertEqual(self.shown(show="alpha")[2][0][4], RED * 64 * 32)
        pixels = self.shown(show="large")[2][0][4]
        self.assertEqual((pixels[:192], pixels[10 * 192:]), (RED * 64, bytes(192 * 22)))

    def test_clearing_before_drawing_does_not_flicker(self):
        """Two pictures at once are one."""
        self.assertEqual([picture[4][:3] for picture in self.shown(show="clear")[2]], [RED])

    def test_nothing_to_show_sends_nothing(self):
        """False, and only False."""
        _worker, reply, pictures = self.shown(show="nothing")
        self.assertEqual((reply["result"]["shown"], pictures), (False, []))

    def test_the_same_picture_is_not_sent_again_within_a_turn(self):
        """But it is at the beginning of the next."""
        worker, _reply, pictures = self.shown()
        worker.ask("display")
        self.assertEqual(len(pictures), 1)
        worker.ask("display", force_clear=True)
        self.assertEqual(len(pictures), 2)

    def test_update_publishes_only_while_the_plugin_is_on_screen(self):
        """Scoreboards push from update()."""
        worker, _reply = self.start("plain", config={"enabled": True, "update": "push"})
        worker.ask("update")
        self.assertEqual(worker.pictures, [])
        worker.ask("display", force_clear=True)
        worker.ask("update")
        self.assertEqual([picture[4][:3] for picture in worker.pictures], [RED, b"\x00\x00\xff"])
        worker.ask("hide")
        worker.ask("update")
        self.assertEqual(len(worker.pictures), 2)

    def test_an_update_under_way_keeps_the_last_picture(self):
        """display() answers at once and does not run; a second update is refused."""
        started, until = os.path.join(self.folder, "started"), os.path.join(self.folder, "until")
        open(until, "w").close()
        worker, _reply = self.start("slow", config={"started": started, "until": until})
        self.assertTrue(worker.ask("display", force_clear=True)["result"]["shown"])
        update = worker.request("update")
        while not os.path.exists(started):
            time.sleep(0.005)
        self.assertTrue(worker.ask("display")["result"]["held"])
        self.assertEqual(worker.ask("update")["error"]["kind"], "busy")
        self.assertTrue(worker.ask("hooks")["ok"])
        os.unlink(until)
        self.assertTrue(worker.reply(update)["ok"])
        self.assertFalse(worker.ask("display")["result"]["held"])


@needs_linux
@needs_pillow
class Talking(OnTemplate):
    """Answers, hooks, settings, errors."""

    def test_every_answer_carries_the_hooks(self):
        """And a hook that throws does no harm."""
        worker, reply = self.start("plain", config={"enabled": True, "hook": "raise"})
        self.assertEqual(reply["hooks"]["failed"], {"duration": "RuntimeError: no duration"})
        hooks = worker.ask("display", force_clear=True)["hooks"]
        self.assertIsNone(hooks["duration"])
        self.assertNotIn("failed", hooks)
        self.assertEqual((hooks["cycle_complete"], hooks["has_live_content"], hooks["modes"]), (True, False, ["plain"]))

    def test_what_a_plugin_throws_is_told_and_the_worker_goes_on(self):
        """SystemExit included."""
        for show, message in (("raise", "ValueError: no picture today"), ("exit", "SystemExit: 3")):
            worker, _reply = self.start("plain", config={"enabled": True, "show": show})
            error = worker.ask("display", force_clear=True)["error"]
            self.assertEqual((error["stage"], error["kind"], error["message"]), ("display", "plugin", message))
            self.assertIn("manager.py", error["traceback"])
            self.assertTrue(worker.ask("update")["ok"])

    def test_no_network_is_not_the_plugins_fault(self):
        """The cause is found however deep it lies."""
        worker, _reply = self.start("offline", offline=True)
        error = worker.ask("update")["error"]
        self.assertEqual((error["stage"], error["kind"]), ("update", "offline"))

    def test_the_host_hears_at_once_that_the_network_is_away(self):
        """Before update() is over, and however often names are asked, once."""
        worker, _reply = self.start("offline", offline=True)
        worker.ask("update")
        worker.ask("update")
        self.assertEqual([note["type"] for note in worker.notes], ["offline"])

    def test_a_missing_package_is_named(self):
        """So that it can be installed."""
        _worker, reply = self.start("broken")
        self.assertEqual((reply["error"]["kind"], reply["error"]["names"]),
                         ("missing_package", ["a_package_that_is_not_there"]))

    def test_a_configuration_that_the_plugin_refuses_is_told(self):
        """As the stage in which it happened."""
        worker, reply = self.start("plain", config={"enabled": "perhaps"})
        self.assertEqual((reply["ok"], reply["error"]["stage"]), (False, "configure"))
        self.assertFalse(worker.ask("display")["ok"])

    def test_a_plugin_saves_its_own_section_only(self):
        """Whatever it hands in."""
        worker, _reply = self.start("plain", config={"enabled": True, "update": "save"})
        worker.ask("update")
        saved = worker.wait("config_save")
        self.assertEqual((saved["plugin_id"], saved["config"]["counted"]), ("plain", 1))
        self.assertNotIn("another", saved["config"])

    def test_state_and_settings_survive_and_change(self):
        """set_state() before the first call, on_config_change() in between."""
        worker, _reply = self.start("plain", state={"updates": 41}, root=self.folder)
        worker.ask("update")
        self.assertEqual(worker.ask("save_state")["result"]["state"], {"updates": 42})
        self.assertEqual(worker.ask("config_change", config={"enabled": False})["hooks"]["enabled"], False)
        self.assertEqual(worker.ask("enable")["hooks"]["enabled"], True)
        self.assertEqual(worker.ask("disable")["hooks"]["enabled"], False)
        info = worker.ask("info")["result"]["info"]
        self.assertEqual((os.path.realpath(info["cwd"]), info["updates"]), (os.path.realpath(self.folder), 42))
        self.assertNotIn("config", info)

    def test_an_unknown_request_is_answered(self):
        """A newer host must not hang."""
        worker, _reply = self.start("plain")
        self.assertEqual(worker.ask("dance")["error"]["kind"], "unknown")

    def test_a_script_runs_in_the_plugins_environment(self):
        """With its packages, and parameters at its input; nothing outside of the folder."""
        home = os.path.join(self.folder, "plain")
        os.makedirs(home)
        with open(os.path.join(PLUGINS, "plain", "manager.py"), encoding="utf-8") as old, \
                open(os.path.join(home, "manager.py"), "w", encoding="utf-8") as new:
            new.write(old.read())
        with open(os.path.join(home, "do.py"), "w", encoding="utf-8") as file:
            file.write("import sys, src, packed\nprint(src.__version__, packed.WHERE, sys.stdin.read())\nsys.exit(4)\n")
        packages = os.path.join(self.folder, "packages")
        os.makedirs(packages)
        with open(os.path.join(packages, "packed.py"), "w", encoding="utf-8") as file:
            file.write("WHERE = 'theirs'\n")
        worker, _reply = self.start("plain", plugin_dir=home, paths=[packages])
        result = worker.ask("action", script="do.py", parameters={"a": 1})["result"]
        self.assertEqual((result["exit"], result["output"]), (4, '3.2.0 theirs {"a": 1}\n'))
        self.assertFalse(worker.ask("action", script="../../etc/passwd")["ok"])

    def test_pictures_for_the_ticker_come_as_strips(self):
        """From the scroll helper when the plugin has nothing of its own."""
        worker, _reply = self.start("scroller")
        self.assertEqual(worker.ask("ticker")["result"]["pictures"], 1)
        self.assertEqual(worker.strips[0][0]["width"], 300)
        self.assertEqual(self.start("plain")[0].ask("ticker")["result"]["pictures"], 0)


@needs_linux
@needs_pillow
class Scrolling(OnTemplate):
    """A strip is handed over once."""

    def test_a_strip_takes_the_place_of_pictures(self):
        """And comes back by a word in the next turn."""
        worker, _reply = self.start("scroller")
        self.assertTrue(worker.ask("display", force_clear=True)["result"]["strip"])
        for _ in range(3):
            worker.ask("display")
        header, pixels = worker.strips[0]
        self.assertEqual((len(worker.strips), worker.pictures), (1, []))
        self.assertEqual((header["width"], header["height"], header["speed"], len(pixels)), (300, 32, 50.0, 28_800))
        worker.ask("hide")
        worker.ask("display", force_clear=True)
        self.assertEqual(worker.wait("strip_control")["op"], "show")
        self.assertEqual(len(worker.strips), 1)

    def test_a_new_strip_is_handed_over(self):
        """With a new token."""
        worker, _reply = self.start("scroller")
        worker.ask("display", force_clear=True)
        worker.ask("update")
        worker.ask("display")
        tokens = [header["token"] for header, _pixels in worker.strips]
        self.assertEqual((len(set(tokens)), worker.strips[1][0]["width"]), (2, 200))

    def test_a_strip_that_is_drawn_over_is_sent_as_pictures(self):
        """Nothing may be lost of what the plugin draws."""
        worker, _reply = self.start("scroller", config={"enabled": True, "over": True})
        self.assertFalse(worker.ask("display", force_clear=True)["result"]["strip"])
        self.assertEqual((len(worker.pictures), worker.strips), (1, []))
        self.assertEqual(worker.pictures[0][4][:3], b"\x01\x02\x03")
