"""Tests of the worker and the shim: `python3 -m unittest discover` in `assets/python`."""
