"""`LogoDownloader`: team logos from ESPN into `assets/sports`, whole files only."""

import logging
import os
import re

from PIL import Image, ImageDraw, ImageFont

from src._font_files import PRESS_START, font_path
from src.common._http import ERRORS, HEADERS, LazySession, get_json
from src.common._logo_files import LOGO_ERRORS, fetch_logo, read_logo, save_logo

logger = logging.getLogger(__name__)

TEAMS_URL = "https://site.api.espn.com/apis/site/v2/sports/{}/{}/teams"
LOGO_ROOT = "assets/sports"
PLACEHOLDER_SIZE = (64, 64)

# The league as plugins call it, and ESPN's sport and league.
_COLLEGE = {
    "ncaa_fb": ("football", "college-football"),
    "ncaa_fb_all": ("football", "college-football"),
    "fcs": ("football", "college-football"),
    "ncaam_basketball": ("basketball", "mens-college-basketball"),
    "ncaam": ("basketball", "mens-college-basketball"),
    "ncaaw_basketball": ("basketball", "womens-college-basketball"),
    "ncaaw": ("basketball", "womens-college-basketball"),
    "ncaa_baseball": ("baseball", "college-baseball"),
    "ncaam_hockey": ("hockey", "mens-college-hockey"),
    "ncaaw_hockey": ("hockey", "womens-college-hockey"),
    "ncaam_lacrosse": ("lacrosse", "mens-college-lacrosse"),
    "ncaaw_lacrosse": ("lacrosse", "womens-college-lacrosse"),
}
_PROFESSIONAL = {
    "nfl": ("football", "nfl"),
    "nba": ("basketball", "nba"),
    "wnba": ("basketball", "wnba"),
    "mlb": ("baseball", "mlb"),
    "nhl": ("hockey", "nhl"),
}
_SOCCER_CODES = ("eng.1", "esp.1", "ger.1", "ita.1", "fra.1", "por.1", "uefa.champions", "uefa.europa", "usa.1")
_SOCCER = {"soccer_" + code: ("soccer", code) for code in _SOCCER_CODES}

# A league names a folder, so it must not lead anywhere else; ESPN's codes have single dots inside.
_SAFE_LEAGUE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\Z")
# Characters that no file name takes on every system.
_BAD_IN_FILES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def _folder(league):
    """Where the logos of a league live, relative to the root; all college teams share one place."""
    if league in _COLLEGE:
        return LOGO_ROOT + "/ncaa_logos"
    if league in _SOCCER:
        return LOGO_ROOT + "/soccer_logos"
    return "{}/{}_logos".format(LOGO_ROOT, league)


class LogoDownloader:
    """Finds logos, stores them as RGBA PNG, and draws a plate where there is none."""

    API_ENDPOINTS = {
        league: TEAMS_URL.format(*path)
        for group in (_PROFESSIONAL, _COLLEGE, _SOCCER)
        for league, path in group.items()
    }
    LOGO_DIRECTORIES = {league: _folder(league) for group in (_PROFESSIONAL, _COLLEGE, _SOCCER) for league in group}

    session = LazySession(retries_from="retry_attempts")

    def __init__(self, request_timeout=30, retry_attempts=3):
        """`request_timeout` in seconds."""
        self.request_timeout = request_timeout
        self.retry_attempts = retry_attempts
        self.headers = dict(HEADERS)

    @staticmethod
    def normalize_abbreviation(abbreviation):
        """The abbreviation as it stands in file names."""
        return _BAD_IN_FILES.sub("_", abbreviation.upper().replace("&", "AND"))

    @staticmethod
    def get_logo_filename_variations(abbreviation):
        """File names to look for: as the team writes itself, and as we write it."""
        return [abbreviation.upper() + ".png", LogoDownloader.normalize_abbreviation(abbreviation) + ".png"]

    def get_logo_directory(self, league):
        """The folder of a league as an absolute path; a ValueError when the name could lead out of it."""
        if not _SAFE_LEAGUE.match(league):
            raise ValueError("no league can be called {!r}".format(league))
        return os.path.abspath(self.LOGO_DIRECTORIES.get(league) or _folder(league))

    def ensure_logo_directory(self, logo_dir):
        """Makes the folder; whether it can be written to."""
        try:
            os.makedirs(logo_dir, exist_ok=True)
        except OSError as error:
            logger.error("the logo folder %s cannot be made: %s", logo_dir, error)
            return False
        return os.access(logo_dir, os.W_OK)

    def download_logo(self, logo_url, filepath, team_abbreviation):
        """Fetches one logo into a file; whether that worked."""
        try:
            fetch_logo(self.session, logo_url, filepath, self.request_timeout, headers=self.headers)
        except LOGO_ERRORS as error:
            logger.warning("no logo for %s from %s: %s", team_abbreviation, logo_url, error)
            return False
        return True

    def _resolve_api_url(self, league):
        """ESPN's address for the teams of a league, or None."""
        known = self.API_ENDPOINTS.get(league)
        if known is None and league.startswith("soccer_") and _SAFE_LEAGUE.match(league):
            return TEAMS_URL.format("soccer", league[len("soccer_"):])
        return known

    def _fetch(self, league, path, params=None):
        """An answer about a league, or None."""
        url = self._resolve_api_url(league)
        if url is None:
            logger.warning("nothing is known about the league %s", league)
            return None
        try:
            return get_json(self.session, url + path, params=params, headers=self.headers,
                            timeout=self.request_timeout)
        except ERRORS as error:
            logger.warning("no teams of %s: %s", league, error)
            return None

    def fetch_teams_data(self, league):
        """All teams of a league as ESPN tells them, or None."""
        return self._fetch(league, "", {"limit": 1000})

    def fetch_single_team(self, league, team_id):
        """One team as ESPN tells it, or None."""
        if not re.match(r"[A-Za-z0-9_-]+\Z", str(team_id)):
            return None
        return self._fetch(league, "/{}".format(team_id))

    def extract_teams_from_data(self, data, league):
        """The teams that have a logo, as flat dictionaries."""
        teams = []
        for sport in (data or {}).get("sports", []):
            for entry in (team for group in sport.get("leagues", []) for team in group.get("teams", [])):
                team = entry.get("team", {})
                url = _first_logo(team)
                if url and team.get("abbreviation"):
                    teams.append({
                        "abbreviation": team["abbreviation"],
                        "display_name": team.get("displayName", team["abbreviation"]),
                        "logo_url": url,
                        "league": league,
                        "category": "FCS" if league == "fcs" else "FBS",
                        "conference": (team.get("conference") or {}).get("name", "Unknown"),
                    })
        return teams

    def download_missing_logos_for_league(self, league, force_download=False):
        """Fetches the logos of a league that are not there yet: how many came, how many did not."""
        folder = self.get_logo_directory(league)
        if not self.ensure_logo_directory(folder):
            return 0, 0
        came = failed = 0
        for team in self.extract_teams_from_data(self.fetch_teams_data(league), league):
            path = os.path.join(folder, self.normalize_abbreviation(team["abbreviation"]) + ".png")
            if os.path.exists(path) and not force_download:
                continue
            if self.download_logo(team["logo_url"], path, team["abbreviation"]):
                came += 1
            else:
                failed += 1
        return came, failed

    def download_all_missing_logos(self, leagues=None, force_download=False):
        """`download_missing_logos_for_league` for several leagues, by default all."""
        leagues = self.API_ENDPOINTS if leagues is None else leagues
        return {league: self.download_missing_logos_for_league(league, force_download) for league in leagues}

    def download_all_ncaa_football_logos(self, include_fcs=True, force_download=False):
        """The logos of college football."""
        return self.download_missing_logos_for_league("ncaa_fb_all" if include_fcs else "ncaa_fb", force_download)

    def download_missing_logo_for_team(self, league, team_id, team_abbreviation, logo_path):
        """Finds one team and fetches its logo; whether that worked."""
        url = _first_logo((self.fetch_single_team(league, team_id) or {}).get("team", {}))
        return bool(url) and self.download_logo(url, logo_path, team_abbreviation)

    def create_placeholder_logo(self, team_abbreviation, logo_dir):
        """Draws a plate with the abbreviation into a folder; whether that worked."""
        name = self.normalize_abbreviation(team_abbreviation) + ".png"
        return _write_placeholder(team_abbreviation, os.path.join(str(logo_dir), name))

    def convert_image_to_rgba(self, filepath):
        """Rewrites a picture as RGBA PNG where it is none; whether it is one now."""
        try:
            with Image.open(filepath) as opened:
                if opened.mode == "RGBA":
                    return True
            save_logo(read_logo(filepath), filepath)
        except LOGO_ERRORS as error:
            logger.warning("%s cannot be converted: %s", filepath, error)
            return False
        return True

    def convert_all_logos_to_rgba(self, league):
        """`convert_image_to_rgba` for a whole league: how many worked, how many did not."""
        folder = self.get_logo_directory(league)
        names = [name for name in os.listdir(folder) if name.endswith(".png")] if os.path.isdir(folder) else []
        done = [self.convert_image_to_rgba(os.path.join(folder, name)) for name in names]
        return done.count(True), done.count(False)


def _first_logo(team):
    """The address of a team's first logo, or None."""
    logos = team.get("logos") or [{}]
    return logos[0].get("href")


def _write_placeholder(text, path):
    """A grey plate with white letters, 64 pixels square; whether it could be stored."""
    plate = Image.new("RGBA", PLACEHOLDER_SIZE, (100, 100, 100, 255))
    draw = ImageDraw.Draw(plate)
    try:
        font = ImageFont.truetype(font_path(PRESS_START), 12)
    except OSError:
        font = ImageFont.load_default()
    left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
    at = ((PLACEHOLDER_SIZE[0] - (right - left)) // 2, (PLACEHOLDER_SIZE[1] - (bottom - top)) // 2)
    draw.text(at, text, font=font, fill=(255, 255, 255, 255))
    try:
        save_logo(plate, path)
    except (OSError, ValueError) as error:
        logger.error("no placeholder for %s: %s", text, error)
        return False
    return True


def get_soccer_league_key(league_code):
    """The league as this module calls it, from ESPN's code."""
    return "soccer_" + league_code


def download_missing_logo(league, team_id, team_abbreviation, logo_path, logo_url=None, create_placeholder=True):
    """Sees to it that there is a file at `logo_path`: from `logo_url`, else by looking the team up, else a plate.
    Whether there is one now."""
    downloader = LogoDownloader()
    path = str(logo_path)
    if not downloader.ensure_logo_directory(os.path.dirname(path) or "."):
        return False
    if logo_url:
        found = downloader.download_logo(logo_url, path, team_abbreviation)
    else:
        found = downloader.download_missing_logo_for_team(league, team_id, team_abbreviation, path)
    return found or (create_placeholder and _write_placeholder(team_abbreviation, path))


def download_all_logos_for_league(league, force_download=False):
    """`LogoDownloader().download_missing_logos_for_league`."""
    return LogoDownloader().download_missing_logos_for_league(league, force_download)
