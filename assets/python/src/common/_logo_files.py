"""Logos as files: fetched whole, within a limit, and stored as RGBA PNG."""

import io

from PIL import Image

from ._files import write_whole
from ._http import ERRORS

# A logo is a small picture; more is a mistake or an attack.
MAX_LOGO_BYTES = 10 * 1024 * 1024
# What can go wrong with a logo, from the network to the disk. A bomb is a few bytes that would become gigabytes.
LOGO_ERRORS = ERRORS + (Image.DecompressionBombError,)


def fetch_logo(session, url, path, timeout, headers=None):
    """Puts the picture at an address into a file; raises one of `LOGO_ERRORS`, and then leaves the file as it was."""
    save_logo(read_logo(io.BytesIO(_fetch(session, url, timeout, headers))), path)


def read_logo(file):
    """The picture in a file or at a path, as RGBA; raises one of `LOGO_ERRORS`."""
    with Image.open(file) as opened:
        return opened.convert("RGBA")


def save_logo(logo, path):
    """Stores a picture as PNG, whole or not at all."""
    write_whole(path, lambda temporary: logo.save(temporary, "PNG"))


def _fetch(session, url, timeout, headers):
    """The bytes of a picture, at most `MAX_LOGO_BYTES`."""
    with session.get(url, headers=headers, timeout=timeout, stream=True) as response:
        response.raise_for_status()
        data = bytearray()
        for chunk in response.iter_content(65536):
            data += chunk
            if len(data) > MAX_LOGO_BYTES:
                raise ValueError("the picture at {} is larger than {} bytes".format(url, MAX_LOGO_BYTES))
    return bytes(data)
