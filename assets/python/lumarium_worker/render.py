"""Draws a plugin's screens into PNG files, with the clock standing still.

`python -m lumarium_worker.render PLUGIN_DIR --size 128x32 --mode MODE --at 2026-03-14T15:09:26Z -o out.png`
Each screen gets a fresh instance: update() once, then display(force_clear=True).
"""

import argparse
import faulthandler
import json
import os
import sys
import tempfile
from time import perf_counter  # the real one, also when the clock stands still

from lumarium_worker import clock, errors, linux, offline
from lumarium_worker.plugin import Plugin, extend_shim

TRACEBACK_LEN_MAX = 2000
FRAME_SECONDS = 0.05


def read_json(path):
    """A JSON file; {} if there is none."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return json.load(file)
    except FileNotFoundError:
        return {}


def schema_defaults(folder):
    """The defaults of the schema's top level, which is what LEDMatrix's own harness gives a plugin."""
    found = read_json(os.path.join(folder, "config_schema.json")).get("properties", {})
    return {name: entry["default"] for name, entry in found.items() if isinstance(entry, dict) and "default" in entry}


def make_root(folder, plugin_dir, plugin_id, fonts):
    """A root like an installed one: plugins look for `assets/fonts` from there and from their own file."""
    os.makedirs(os.path.join(folder, "plugin-repos"))
    os.makedirs(os.path.join(folder, "config"))
    os.makedirs(os.path.join(folder, "assets"))
    if fonts:
        os.symlink(os.path.abspath(fonts), os.path.join(folder, "assets", "fonts"))
    home = os.path.join(folder, "plugin-repos", plugin_id)
    os.symlink(os.path.abspath(plugin_dir), home)
    return home


def parse_size(text):
    """`128x32` as two numbers."""
    width, _, height = text.lower().partition("x")
    return int(width), int(height)


def json_argument(text):
    """JSON, or `@` and a file of it."""
    return read_json(text[1:]) if text.startswith("@") else json.loads(text)


def draw_mode(plugin, mode, frozen, update=True):
    """update() and display() of one screen; `(shown, update's error or None)`."""
    trouble = None
    if frozen:
        frozen.rewind()
    if update:
        try:
            plugin.update()
        except Exception as error:  # offline, most likely; what can be shown without data is still shown
            trouble = told(error, "update")
    if frozen:
        frozen.rewind()
    if not plugin.names_mode and mode in (getattr(plugin.instance, "modes", None) or ()):
        # Such a plugin turns its screens itself; this is how it is told where to begin.
        plugin.instance.current_mode_index = list(plugin.instance.modes).index(mode)
        if hasattr(plugin.instance, "current_display_mode"):
            plugin.instance.current_display_mode = None
    return plugin.display(mode, True), trouble


def told(error, stage):
    """An error as a line of the report carries it."""
    found = errors.describe(error, stage)
    found["traceback"] = found["traceback"][-TRACEBACK_LEN_MAX:]
    return found


def panel_of(plugin):
    """The picture as the panel would show it."""
    width, height = plugin.screen.width, plugin.screen.height
    image = plugin.screen.image
    image = image if image.mode == "RGB" else image.convert("RGB")
    return image.crop((0, 0, width, height))


def overflow_of(plugin):
    """What was drawn beyond the panel, as a box; None without a margin or when all is well."""
    width, height, image = plugin.screen.width, plugin.screen.height, plugin.screen.image
    if image.size != (width + plugin.screen.margin[0], height + plugin.screen.margin[1]):
        return None  # a picture of the plugin's own; nothing lies beyond it
    beyond = image.copy()
    beyond.paste((0, 0, 0) if image.mode == "RGB" else 0, (0, 0, width, height))
    return beyond.convert("RGB").getbbox()


class Renderer:
    """Draws the screens of one plugin, each with a fresh instance and a fresh cache."""

    def __init__(self, setup, frozen, options):
        """`setup` is like an `init` message without a size."""
        self._setup = setup
        self._frozen = frozen
        self._options = options
        self._module = None
        self._built = 0
        self.manifest = setup["manifest"]

    def _build(self, size):
        """An instance that shares nothing but the imported module with others."""
        self._built += 1
        cache = os.path.join(os.getcwd(), "cache", str(self._built))
        os.makedirs(cache)
        config = json.loads(json.dumps(self._setup["config"]))
        setup = dict(self._setup, width=size[0], height=size[1], config=config, cache_dir=cache)
        plugin = Plugin(setup, margin=self._options.margin)
        for key, value in self._options.mock.items():
            plugin.cache.set(key, value)
        self._module = plugin.load(self._module)
        return plugin

    def modes(self, size):
        """The screens a plugin has; depends on its configuration."""
        return self._build(size).modes()

    def draw(self, size, mode):
        """`(pictures, report)` of one screen; no pictures when it could not be drawn."""
        report = {"mode": mode, "size": "%dx%d" % size}
        began = perf_counter()
        stage = "load"
        try:
            plugin = self._build(size)
            stage = "display"
            shown, trouble = draw_mode(plugin, mode, self._frozen, not self._options.skip_update)
            pictures = [panel_of(plugin)]
            report.update(shown=shown, update=trouble, blank=pictures[0].getbbox() is None,
                          overflow=overflow_of(plugin))
            pictures += self._go_on(plugin, mode)
        except BaseException as error:  # a plugin may raise anything, SystemExit included
            return [], dict(report, error=told(error, stage))
        finally:
            report["millis"] = round((perf_counter() - began) * 1000, 1)
        return pictures, report

    def _go_on(self, plugin, mode):
        """The pictures after the first, while the clock goes on by itself."""
        for _ in range(1, self._options.frames):
            if self._frozen:
                self._frozen.sleep(FRAME_SECONDS)
            plugin.display(mode, False)
            yield panel_of(plugin)


def parse(arguments):
    """The command line."""
    parser = argparse.ArgumentParser(prog="lumarium_worker.render", description=__doc__)
    parser.add_argument("plugin_dir")
    parser.add_argument("--size", action="append", type=parse_size, help="128x32; may be given several times")
    parser.add_argument("--mode", action="append", help="a screen; without it every screen")
    parser.add_argument("--first", action="store_true", help="the first screen alone")
    parser.add_argument("--all", action="store_true", help="every screen, or those of --mode, as OUT/WxH/MODE.png")
    parser.add_argument("--frames", default=1, type=int, help="so many pictures one under another, 50 ms apart")
    parser.add_argument("--seconds", type=float, help="a screen that takes longer ends the process, saying where it was")
    parser.add_argument("--report", help="a file for the report, which then also says what is begun")
    parser.add_argument("--at", help="RFC 3339; the clock stands still there")
    parser.add_argument("--tz", default="UTC")
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("--skip-update", action="store_true", help="display() alone")
    parser.add_argument("--fonts", help="the folder with LEDMatrix's fonts")
    parser.add_argument("--config", default={}, type=json_argument, help="JSON, or @FILE, laid over the defaults")
    parser.add_argument("--mock", default={}, type=read_json, help="a JSON file whose entries are in the cache")
    parser.add_argument("--margin", default=(0, 0), type=parse_size, help="16x16 beyond the panel, to find overflow")
    parser.add_argument("--extend", help="a LEDMatrix folder whose src.common adds to ours")
    parser.add_argument("-o", "--out", required=True)
    return parser.parse_args(arguments)


class Files:
    """Where pictures go. Two screens may have names that look alike in a file system."""

    def __init__(self, options):
        """Nothing is made yet."""
        self._options = options
        self._taken = set()

    def target(self, size, mode):
        """The file of one picture."""
        if not self._options.all:
            return self._options.out
        folder = os.path.join(self._options.out, "%dx%d" % size)
        os.makedirs(folder, exist_ok=True)
        name = safe = "".join(char if char.isalnum() or char in "._-" else "_" for char in mode)
        while (size, name.lower()) in self._taken:
            name += "_"
        self._taken.add((size, name.lower()))
        return os.path.join(folder, name + ".png") if safe.strip(".") else os.path.join(folder, "_%s.png" % name)


class Report:
    """Lines of JSON: on standard output, or in a file, between which a plugin cannot print."""

    def __init__(self, path):
        """`path` may be None."""
        self._file = open(path, "w", encoding="utf-8", buffering=1) if path else None

    def say(self, line):
        """A result."""
        print(json.dumps(line), file=self._file, flush=True)

    def note(self, line):
        """What is known before it is done; a plugin may end the process."""
        if self._file is not None:
            self.say(line)


def under_each_other(pictures):
    """Pictures of one size as one."""
    if len(pictures) == 1:
        return pictures[0]
    width, height = pictures[0].size
    strip = pictures[0].resize((width, height * len(pictures)))
    for number, picture in enumerate(pictures):
        strip.paste(picture, (0, height * number))
    return strip


def main(arguments=None):
    """Draws; one line of JSON for each picture. 1 when a screen could not be drawn."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    options.out = os.path.abspath(options.out)
    report = Report(options.report)
    stay_with_parent()
    # Drawing must leave nothing in the author's folder.
    sys.dont_write_bytecode = True
    plugin_dir = os.path.abspath(options.plugin_dir)
    manifest = read_json(os.path.join(plugin_dir, "manifest.json"))
    plugin_id = manifest.get("id") or os.path.basename(plugin_dir)
    clock.set_zone(options.tz)
    frozen = clock.freeze(clock.epoch_of(options.at)) if options.at else None
    if options.offline:
        offline.cut()
    if options.extend:
        extend_shim(os.path.abspath(options.extend))
    with tempfile.TemporaryDirectory(prefix="lumarium-render-") as root:
        setup = {
            "plugin_id": plugin_id, "manifest": manifest, "timezone": options.tz,
            "config": dict(schema_defaults(plugin_dir), **dict({"enabled": True}, **options.config)),
            "entry_point": manifest.get("entry_point") or "manager.py", "class_name": manifest.get("class_name", ""),
            "plugin_dir": make_root(root, plugin_dir, plugin_id, options.fonts),
        }
        os.chdir(root)
        return draw_all(options, Renderer(setup, frozen, options), report)


def stay_with_parent():
    """Whoever started this may be killed; then nobody waits for pictures."""
    parent = os.environ.get("LUMARIUM_PARENT")
    if not parent:
        return
    try:
        linux.die_with_parent()
    except linux.Unavailable:
        return
    if os.getppid() != int(parent):
        os._exit(1)


def wanted(options, modes, manifest):
    """The screens to draw, and those that nobody knows."""
    if options.mode:
        known = set(modes) | set(manifest.get("display_modes") or ())
        return [mode for mode in options.mode if mode in known], [mode for mode in options.mode if mode not in known]
    return (modes[:1] if options.first else modes), []


def draw_all(options, renderer, report):
    """Every wanted size and screen; the number of the exit."""
    code = 0
    files = Files(options)
    for size in options.size or [(128, 32)]:
        label = "%dx%d" % size
        watch(options.seconds)
        try:
            modes = renderer.modes(size)
        except BaseException as error:  # as in draw
            report.say({"size": label, "error": told(error, "load")})
            code = 1
            continue
        report.note({"size": label, "modes": modes})
        chosen, unknown = wanted(options, modes, renderer.manifest)
        for mode in unknown:
            report.say({"mode": mode, "size": label,
                        "error": errors.plain("display", "unknown", "there is no screen %s; there are %s"
                                              % (mode, ", ".join(modes)))})
            code = 1
        for mode in chosen:
            report.note({"mode": mode, "size": label, "begun": True})
            watch(options.seconds)
            pictures, told_of = renderer.draw(size, mode)
            if not pictures:
                code = 1
            else:
                told_of["file"] = files.target(size, mode)
                under_each_other(pictures).save(told_of["file"])
            report.say(told_of)
        watch(None)
    return code


def watch(seconds):
    """Ends the process when what begins now takes longer, and writes where it was; None ends the watch."""
    faulthandler.cancel_dump_traceback_later()
    if seconds:
        faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__)


if __name__ == "__main__":
    number = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads a plugin started and forgot must not keep the process.
    os._exit(number)
