# Says what this Python is, in one line of JSON. It must also run on Python 2, to be told from something broken.
import sys

# The folder one happens to stand in is none of its packages.
sys.path[:] = [path for path in sys.path if path]
import json

NAMES = {"PIL": "pillow", "requests": "requests", "numpy": "numpy", "freetype": "freetype-py", "pytz": "pytz"}


def version_of(name):
    try:
        module = __import__(name)
    except BaseException:  # a package may fail in any way
        return None
    try:
        from importlib import metadata
        return metadata.version(NAMES[name])
    except Exception:
        return str(getattr(module, "__version__", ""))


found = {}
if sys.version_info[:2] >= (3, 9):
    found = dict((name, version_of(name)) for name in NAMES)
print("\nlumarium:" + json.dumps({"version": list(sys.version_info[:3]), "prefix": sys.prefix, "packages": found}))
