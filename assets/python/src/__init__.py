"""LEDMatrix's plugin interface, written anew for Lumarium: what plugins import as `src`.

The version is the one whose behaviour and pixels are followed; plugins decide guarded paths by it.
"""

__version__ = "3.2.0"
