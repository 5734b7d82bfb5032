"""The wire: how messages, pictures and strips are laid out, and how large they may be.

Every message is `u32 length of the body, u8 kind, body`, little-endian.
The limits stand here once; `PROTOCOL.md` repeats them and a test compares the two.
"""

import json
import struct

KIND_JSON = 0
KIND_PICTURE = 1
KIND_STRIP = 2

HEAD = struct.Struct("<IB")
PICTURE_HEAD = struct.Struct("<IIII")  # width, height, call, flags
STRIP_HEAD = struct.Struct("<I")  # length of the JSON header

MIB = 1024 * 1024
JSON_LEN_MAX = MIB
PICTURE_PIXELS_LEN_MAX = 4 * MIB
STRIP_PIXELS_LEN_MAX = 32 * MIB
STRIP_HEADER_LEN_MAX = 4096
STRIP_WIDTH_MAX = 65_536
HEIGHT_MAX = 4096
DEPTH_MAX = 32
#: Text that goes into a reply: what a person reads, and the traceback.
TEXT_LEN_MAX = 2_000
TRACEBACK_LEN_MAX = 16_000

BODY_LEN_MAX = {
    KIND_JSON: JSON_LEN_MAX,
    KIND_PICTURE: PICTURE_HEAD.size + PICTURE_PIXELS_LEN_MAX,
    KIND_STRIP: STRIP_HEAD.size + STRIP_HEADER_LEN_MAX + STRIP_PIXELS_LEN_MAX,
}


class ProtocolError(Exception):
    """The other side broke the protocol; the connection is of no use any more."""


def check_head(head):
    """Length and kind from the five bytes of a head; refuses unknown kinds and bodies that are too long."""
    length, kind = HEAD.unpack(head)
    limit = BODY_LEN_MAX.get(kind)
    if limit is None:
        raise ProtocolError("unknown kind of message: %d" % kind)
    if length > limit:
        raise ProtocolError("a message of kind %d with %d bytes; %d are allowed" % (kind, length, limit))
    return length, kind


def _depth_fits(value, left=DEPTH_MAX):
    """Whether lists and objects are nested no deeper than the limit."""
    if isinstance(value, dict):
        return left > 0 and all(_depth_fits(item, left - 1) for item in value.values())
    if isinstance(value, list):
        return left > 0 and all(_depth_fits(item, left - 1) for item in value)
    return True


def decode_json(body):
    """The object in the body of a JSON message; it has a text under `type`."""
    try:
        message = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ProtocolError("not JSON: %s" % error)
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ProtocolError("not an object with a type")
    if not _depth_fits(message):
        raise ProtocolError("nested deeper than %d" % DEPTH_MAX)
    return message


def encode_json(message):
    """A whole JSON message; what JSON cannot say is written as its text."""
    body = json.dumps(message, separators=(",", ":"), default=str, allow_nan=False).encode("utf-8")
    if len(body) > JSON_LEN_MAX:
        raise ProtocolError("a message of %d bytes; %d are allowed" % (len(body), JSON_LEN_MAX))
    return HEAD.pack(len(body), KIND_JSON) + body


def check_pixels(width, height, pixels, width_max, len_max):
    """Refuses a picture whose size and bytes do not agree or are too large."""
    if not (0 < width <= width_max and 0 < height <= HEIGHT_MAX):
        raise ProtocolError("a picture of %d x %d" % (width, height))
    if len(pixels) != width * height * 3:
        raise ProtocolError("%d bytes for %d x %d pixels" % (len(pixels), width, height))
    if len(pixels) > len_max:
        raise ProtocolError("%d bytes of pixels; %d are allowed" % (len(pixels), len_max))


def encode_picture(width, height, pixels, call=0, flags=0):
    """A whole picture message: RGB8, row by row from the top left."""
    check_pixels(width, height, pixels, STRIP_WIDTH_MAX, PICTURE_PIXELS_LEN_MAX)
    head = PICTURE_HEAD.pack(width, height, call & 0xFFFFFFFF, flags)
    return HEAD.pack(len(head) + len(pixels), KIND_PICTURE) + head + pixels


def decode_picture(body):
    """`(width, height, call, flags, pixels)` of a picture's body."""
    if len(body) < PICTURE_HEAD.size:
        raise ProtocolError("a picture without its header")
    width, height, call, flags = PICTURE_HEAD.unpack_from(body)
    pixels = body[PICTURE_HEAD.size:]
    check_pixels(width, height, pixels, STRIP_WIDTH_MAX, PICTURE_PIXELS_LEN_MAX)
    return width, height, call, flags, pixels


def encode_strip(header, pixels):
    """A whole strip message; `header` holds at least width, height, token, speed, position, loop."""
    check_pixels(header["width"], header["height"], pixels, STRIP_WIDTH_MAX, STRIP_PIXELS_LEN_MAX)
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode("utf-8")
    if len(text) > STRIP_HEADER_LEN_MAX:
        raise ProtocolError("a strip header of %d bytes" % len(text))
    body_len = STRIP_HEAD.size + len(text) + len(pixels)
    return HEAD.pack(body_len, KIND_STRIP) + STRIP_HEAD.pack(len(text)) + text + pixels


def decode_strip(body):
    """`(header, pixels)` of a strip's body."""
    if len(body) < STRIP_HEAD.size:
        raise ProtocolError("a strip without its header")
    (text_len,) = STRIP_HEAD.unpack_from(body)
    end = STRIP_HEAD.size + text_len
    if text_len > STRIP_HEADER_LEN_MAX or end > len(body):
        raise ProtocolError("a strip header of %d bytes" % text_len)
    try:
        header = json.loads(body[STRIP_HEAD.size:end].decode("utf-8"))
        width, height = int(header["width"]), int(header["height"])
    except (UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise ProtocolError("a broken strip header: %s" % error)
    pixels = body[end:]
    check_pixels(width, height, pixels, STRIP_WIDTH_MAX, STRIP_PIXELS_LEN_MAX)
    return header, pixels
