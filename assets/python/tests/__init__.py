"""Tests of the worker and the shim: `python3 -m unittest discover` in `assets/python`."""

import logging

# What the shim logs when a plugin does something wrong is expected here.
logging.getLogger().addHandler(logging.NullHandler())
