"""Draws a plugin's screens into PNG files, with the clock standing still.

`python -m lumarium_worker.render PLUGIN_DIR --size 128x32 --mode MODE --at 2026-03-14T15:09:26Z -o out.png`
Each screen gets a fresh instance: update() once, then display(force_clear=True).
"""

import argparse
import json
import os
import sys
import tempfile

from lumarium_worker import clock, offline
from lumarium_worker.plugin import Plugin, extend_shim


def read_json(path):
    """A JSON file; {} if there is none."""
    try:
        with open(path, encoding="utf-8") as file:
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


def draw_mode(plugin, mode, frozen):
    """update() and display() of one screen; `(shown, update's error or None)`."""
    trouble = None
    if frozen:
        frozen.rewind()
    try:
        plugin.instance.update()
    except Exception as error:  # offline, most likely; what can be shown without data is still shown
        trouble = "%s: %s" % (type(error).__name__, error)
    if frozen:
        frozen.rewind()
    if not plugin.names_mode and mode in (getattr(plugin.instance, "modes", None) or ()):
        # Such a plugin turns its screens itself; this is how it is told where to begin.
        plugin.instance.current_mode_index = list(plugin.instance.modes).index(mode)
        if hasattr(plugin.instance, "current_display_mode"):
            plugin.instance.current_display_mode = None
    return plugin.display(mode, True), trouble


def panel_of(plugin):
    """The picture as the panel would show it."""
    width, height = plugin.screen.width, plugin.screen.height
    image = plugin.screen.image
    image = image if image.mode == "RGB" else image.convert("RGB")
    return image.crop((0, 0, width, height))


def render(setup, size, modes, frozen, module=None):
    """Yields `(mode, picture, shown, trouble, module)` for each screen at one size."""
    setup = dict(setup, width=size[0], height=size[1])
    probe = Plugin(setup)
    module = probe.load(module)
    for mode in modes or probe.modes():
        plugin = Plugin(dict(setup, config=json.loads(json.dumps(setup["config"]))))
        plugin.load(module)
        shown, trouble = draw_mode(plugin, mode, frozen)
        yield mode, panel_of(plugin), shown, trouble, module


def parse(arguments):
    """The command line."""
    parser = argparse.ArgumentParser(prog="lumarium_worker.render", description=__doc__)
    parser.add_argument("plugin_dir")
    parser.add_argument("--size", action="append", type=parse_size, help="128x32; may be given several times")
    parser.add_argument("--mode", action="append", help="a screen; without it every screen")
    parser.add_argument("--all", action="store_true", help="every screen, as OUT/WxH/MODE.png")
    parser.add_argument("--at", help="RFC 3339; the clock stands still there")
    parser.add_argument("--tz", default="UTC")
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("--fonts", help="the folder with LEDMatrix's fonts")
    parser.add_argument("--config", default="{}", help="JSON that is laid over the schema's defaults")
    parser.add_argument("--extend", help="a LEDMatrix folder whose src.common adds to ours")
    parser.add_argument("-o", "--out", required=True)
    return parser.parse_args(arguments)


def target(options, size, mode):
    """Where a picture goes."""
    if not options.all:
        return options.out
    folder = os.path.join(options.out, "%dx%d" % size)
    os.makedirs(folder, exist_ok=True)
    safe = "".join(char if char.isalnum() or char in "._-" else "_" for char in mode)
    return os.path.join(folder, safe + ".png")


def main(arguments=None):
    """Draws; one line of JSON for each picture. 1 when a screen could not be drawn."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    options.out = os.path.abspath(options.out)
    plugin_dir = os.path.abspath(options.plugin_dir)
    manifest = read_json(os.path.join(plugin_dir, "manifest.json"))
    plugin_id = manifest.get("id") or os.path.basename(plugin_dir)
    config = dict(schema_defaults(plugin_dir), enabled=True)
    config.update(json.loads(options.config))
    clock.set_zone(options.tz)
    frozen = clock.freeze(clock.epoch_of(options.at)) if options.at else None
    if options.offline:
        offline.cut()
    if options.extend:
        extend_shim(os.path.abspath(options.extend))
    with tempfile.TemporaryDirectory(prefix="lumarium-render-") as root:
        setup = {
            "plugin_id": plugin_id, "manifest": manifest, "config": config, "timezone": options.tz,
            "entry_point": manifest.get("entry_point") or "manager.py", "class_name": manifest.get("class_name", ""),
            "plugin_dir": make_root(root, plugin_dir, plugin_id, options.fonts), "cache_dir": None,
        }
        os.chdir(root)
        return draw_all(options, setup, frozen)


def draw_all(options, setup, frozen):
    """Every wanted size and screen; the number of the exit."""
    module = None
    modes = None if options.all else options.mode
    for size in options.size or [(128, 32)]:
        for mode, picture, shown, trouble, module in render(setup, size, modes, frozen, module):
            path = target(options, size, mode)
            picture.save(path)
            print(json.dumps({"mode": mode, "size": "%dx%d" % size, "file": path, "shown": shown,
                              "update": trouble}), flush=True)
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads a plugin started and forgot must not keep the process.
    os._exit(code)
