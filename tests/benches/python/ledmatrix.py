"""Plays the folder it is started in with LEDMatrix's own code, and says how punctual that was.

`ledmatrix.py CHECKOUT SETTLE MEASURE`: a copy of LEDMatrix, and two times in seconds. The panel is a stand-in that takes
every picture at once and costs nothing. Says `running`, `picture`, `begin` and `end {...}`, then waits for a line.
"""

import array
import json
import os
import runpy
import sys
import threading
import time
import types

STARTED = time.monotonic()
#: When each picture came, in seconds.
SHOWN = array.array("d")
RUNNING = threading.Event()


class Options:
    """Takes whatever is set."""


class Canvas:
    """Takes whatever is drawn."""

    def __init__(self, width, height):
        """Of that many pixels."""
        self.width, self.height = width, height

    def SetImage(self, image, *_where):
        """A whole picture."""

    def SetPixel(self, *_where):
        """A pixel."""

    def Fill(self, *_colour):
        """One colour."""

    def Clear(self):
        """Black."""


class Matrix(Canvas):
    """A panel as its makers' library has it."""

    def __init__(self, options=None, **_more):
        """As large as the options say."""
        super().__init__(options.cols * options.chain_length, options.rows * options.parallel)
        self.brightness = options.brightness

    def CreateFrameCanvas(self):
        """The other buffer."""
        return Canvas(self.width, self.height)

    def SwapOnVSync(self, canvas, *_fraction):
        """A picture is on; nobody waits for the panel."""
        SHOWN.append(time.monotonic())
        return canvas


def say(text):
    """A line for the bench, whatever else is written."""
    os.write(OUTPUT, (text + "\n").encode())


def watch(settle, measure):
    """Says what has happened, from a thread of its own."""
    RUNNING.wait()
    before = len(SHOWN)
    say("running %f" % (time.monotonic() - STARTED))
    while len(SHOWN) == before:
        time.sleep(0.005)
    say("picture %f" % (SHOWN[before] - STARTED))
    time.sleep(settle)
    begun = time.monotonic()
    say("begin")
    time.sleep(measure)
    ended = time.monotonic()
    times = [at for at in SHOWN if begun <= at <= ended]
    say("end %s" % json.dumps({"seconds": ended - begun, "times": times}))
    sys.stdin.readline()
    os._exit(0)


def main():
    """Puts the panel in place and hands over to LEDMatrix's own start."""
    checkout, settle, measure = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    panel = types.ModuleType("rgbmatrix")
    panel.RGBMatrix, panel.RGBMatrixOptions = Matrix, Options
    panel.graphics = sys.modules["rgbmatrix.graphics"] = types.ModuleType("rgbmatrix.graphics")
    sys.modules["rgbmatrix"] = panel
    # It leaves no compiled files behind, here as at home.
    sys.dont_write_bytecode = True
    sys.path.insert(0, checkout)
    from src.display_controller import DisplayController

    run = DisplayController.run

    def told(self):
        """Everything is loaded."""
        RUNNING.set()
        return run(self)

    DisplayController.run = told
    threading.Thread(target=watch, args=(settle, measure), daemon=True).start()
    sys.argv = ["run.py"]
    runpy.run_path(os.path.join(checkout, "run.py"), run_name="__main__")


if __name__ == "__main__":
    # What LEDMatrix writes goes where its log goes.
    OUTPUT = os.dup(1)
    os.dup2(2, 1)
    main()
