"""The Python side of Lumarium: runs one LEDMatrix plugin in a process of its own.

`PROTOCOL.md` beside this package says what goes over the wire.
"""

__version__ = "1.0.0"

#: The oldest and the newest protocol this worker speaks.
PROTOCOL_MIN = 1
PROTOCOL_MAX = 1
