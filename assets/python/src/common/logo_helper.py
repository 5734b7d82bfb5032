"""`LogoHelper`: team logos from files, made to fit the display, kept in memory."""

import logging
import os
from collections import OrderedDict

from PIL import Image, ImageDraw, ImageFont

from ._http import LazySession
from ._logo_files import LOGO_ERRORS, fetch_logo, read_logo

DOWNLOAD_SECONDS = 30
# Logos may reach beyond the display on both sides.
SIZE_FACTOR = 1.5

# Names under which files of one team are found.
OTHER_NAMES = {"TA&M": ("TAANDM", "TAMU", "TEXASAM")}


class LogoHelper:
    """Logos for one display size; the least recently used of more than `cache_size` are forgotten."""

    session = LazySession(retries=3)

    def __init__(self, display_width, display_height, cache_size=100, logger=None):
        """Sizes in pixels."""
        self.display_width = display_width
        self.display_height = display_height
        self.cache_size = cache_size
        self.logger = logger or logging.getLogger(__name__)
        self._logo_cache = OrderedDict()

    def load_logo(self, team_abbr, logo_path, max_width=None, max_height=None):
        """The logo as RGBA, reduced where it is larger than asked (by default one and a half displays); None when there
        is no such file or it is no picture. The picture is shared: copy it before drawing on it."""
        box = self._box(max_width, max_height)
        key = "{}_{}_{}x{}".format(team_abbr, logo_path, *box)
        known = self._logo_cache.get(key)
        if known is not None:
            self._logo_cache.move_to_end(key)
            return known
        if not os.path.exists(logo_path):
            self.logger.warning("no logo for %s at %s", team_abbr, logo_path)
            return None
        try:
            logo = read_logo(logo_path)
        except LOGO_ERRORS as error:
            self.logger.error("the logo of %s cannot be read: %s", team_abbr, error)
            return None
        logo.thumbnail(box, Image.Resampling.LANCZOS)
        self._cache_logo(key, logo)
        return logo

    def load_logo_with_download(self, team_abbr, logo_path, logo_url=None, max_width=None, max_height=None):
        """`load_logo`, fetched from `logo_url` where the file is missing; a grey plate with the name if all fails."""
        if not os.path.exists(logo_path) and logo_url:
            try:
                fetch_logo(self.session, logo_url, logo_path, DOWNLOAD_SECONDS)
            except LOGO_ERRORS as error:
                self.logger.error("the logo of %s cannot be fetched: %s", team_abbr, error)
        logo = self.load_logo(team_abbr, logo_path, max_width, max_height) if os.path.exists(logo_path) else None
        if logo is not None:
            return logo
        key = "{}_{}_{}x{}".format(team_abbr, "plate", *self._box(max_width, max_height))
        plate = self._logo_cache.get(key) or self._create_placeholder_logo(team_abbr, max_width, max_height)
        self._cache_logo(key, plate)
        return plate

    def get_logo_variations(self, team_abbr):
        """The names a logo file of this team may have."""
        return [team_abbr] + list(OTHER_NAMES.get(team_abbr.upper(), ()))

    def normalize_abbreviation(self, team_abbr):
        """The abbreviation in capitals, without blanks, with `&` written out."""
        return team_abbr.upper().replace(" ", "").replace("&", "AND")

    def clear_cache(self):
        """Forgets all logos."""
        self._logo_cache.clear()

    def get_cache_stats(self):
        """How full the memory is."""
        count = len(self._logo_cache)
        share = 100.0 * count / self.cache_size if self.cache_size else 0.0
        return {"cached_logos": count, "cache_size_limit": self.cache_size, "cache_usage_percent": share}

    def _box(self, max_width, max_height):
        """The largest size that is asked for."""
        width = int(self.display_width * SIZE_FACTOR) if max_width is None else int(max_width)
        height = int(self.display_height * SIZE_FACTOR) if max_height is None else int(max_height)
        return width, height

    def _cache_logo(self, key, logo):
        """Keeps a logo, and lets go of the one that was not used for the longest time."""
        self._logo_cache[key] = logo
        self._logo_cache.move_to_end(key)
        while len(self._logo_cache) > max(1, self.cache_size):
            self._logo_cache.popitem(last=False)

    def _create_placeholder_logo(self, team_abbr, max_width=None, max_height=None):
        """A grey plate with the abbreviation in the middle."""
        size = self._box(max_width, max_height)
        plate = Image.new("RGBA", size, (100, 100, 100, 200))
        draw = ImageDraw.Draw(plate)
        draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=(200, 200, 200, 255))
        font = ImageFont.load_default()
        left, top, right, bottom = draw.textbbox((0, 0), team_abbr, font=font)
        if right - left < size[0] and bottom - top < size[1]:
            at = ((size[0] - right + left) // 2 - left, (size[1] - bottom + top) // 2 - top)
            draw.text(at, team_abbr, font=font, fill=(200, 200, 200, 255))
        return plate
