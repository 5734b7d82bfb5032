"""Finding and building a plugin, and the shim with a user's own LEDMatrix beside it."""

import importlib.util
import os
import subprocess
import sys
import textwrap
import unittest

from tests.host import Folder, environment, needs_pillow

needs_urllib3 = unittest.skipUnless(importlib.util.find_spec("urllib3"), "urllib3 is not installed")


@needs_pillow
class Building(Folder):
    """In a process of its own: it changes what can be imported."""

    def write(self, path, text):
        """A file in the test's folder."""
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(text))

    def run_it(self, code):
        """What a program prints."""
        done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, cwd=self.folder, env=environment(0), check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode().split()

    def test_a_users_ledmatrix_adds_modules_and_replaces_none(self):
        """Neither helpers nor managers."""
        self.write("lm/src/common/newer.py", "from src.common.text_helper import TextHelper\nWHERE = 'theirs'\n")
        self.write("lm/src/common/text_helper.py", "raise SystemExit('ours must win')\n")
        self.write("lm/src/display_manager.py", "raise SystemExit('ours must win')\n")
        self.write("lm/src/plugin_system/vegas_elements.py", "WHERE = 'theirs'\n")
        self.write("lm/src/exceptions.py", "WHERE = 'theirs'\n")
        self.assertEqual(self.run_it("""
            from lumarium_worker.plugin import extend_shim
            extend_shim("lm"); extend_shim("lm")
            import src.common, src.display_manager, src.common.newer, src.plugin_system.vegas_elements, src.exceptions
            print(src.common.newer.WHERE, src.plugin_system.vegas_elements.WHERE, src.exceptions.WHERE)
            print(sum(path.startswith("lm") for path in src.common.__path__))
        """), ["theirs", "theirs", "theirs", "1"])

    def test_a_plugins_own_modules_are_found_first(self):
        """Bare imports, data beside the file, the root three folders up."""
        self.write("plugin-repos/p/manager.py", """
            from pathlib import Path
            import helper
            from src.plugin_system import BasePlugin
            class P(BasePlugin):
                modes = ("a", "b")
                def update(self): pass
                def display(self, force_clear=False, **other): print(helper.NAME, sorted(other))
            print((Path(__file__).parent.parent.parent / "assets").name)
        """)
        self.write("plugin-repos/p/helper.py", "NAME = 'mine'\n")
        self.assertEqual(self.run_it("""
            import os
            from lumarium_worker.plugin import Plugin
            plugin = Plugin({"plugin_id": "p", "plugin_dir": os.path.abspath("plugin-repos/p"), "class_name": "P",
                             "config": {}, "width": 64, "height": 32})
            plugin.load()
            plugin.display("a", True)
            print(plugin.modes(), plugin.names_mode)
        """), ["assets", "mine", "[]", "['a',", "'b']", "False"])

    @needs_urllib3
    def test_a_plugin_that_retries_gives_up_soon_without_a_network(self):
        """Whether it imports urllib3 when it is loaded, or as late as in update()."""
        for name, at_load, in_update, expected in (("early", "import urllib3", "pass", ["1", "1", "1"]),
                                                   ("late", "pass", "import urllib3", ["None", "5", "1"])):
            self.write(name + "/manager.py", """
                %s
                class P:
                    def __init__(self, **given): pass
                    def display(self, force_clear=False): pass
                    def update(self):
                        %s
                        tell()
            """ % (at_load, in_update))
            self.assertEqual(self.run_it("""
                import builtins, sys
                from lumarium_worker.calls import Calls
                def tell():
                    module = sys.modules.get("urllib3")
                    if module is None:
                        return print(None)
                    retry, tries = module.Retry(total=5), 0
                    nobody = module.exceptions.NewConnectionError(None, "nobody there")
                    while True:
                        try:
                            retry = retry.increment("GET", "/", error=nobody)
                        except module.exceptions.MaxRetryError:
                            return print(tries)
                        tries += 1
                builtins.tell = tell
                calls = Calls(None, {"plugin_id": "p", "plugin_dir": %r, "class_name": "P", "width": 64, "height": 32})
                calls.plugin.load()
                tell()
                calls.update()
                calls.update()
            """ % name), expected)

    def test_what_cannot_be_built_says_why(self):
        """No file, no class, something else of that name."""
        self.write("p/manager.py", "P = 7\n")
        self.assertEqual(self.run_it("""
            from lumarium_worker.plugin import LoadError, find_class, load_module
            module = load_module("p", "p", "manager.py")
            for attempt in (lambda: load_module("p", "p", "other.py"), lambda: find_class(module, "P"),
                            lambda: find_class(module, "Q")):
                try:
                    attempt()
                except LoadError as error:
                    print(str(error).replace(" ", "_"))
        """), ["there_is_no_other.py_in_the_plugin's_folder", "there_is_no_class_P", "there_is_no_class_Q"])
