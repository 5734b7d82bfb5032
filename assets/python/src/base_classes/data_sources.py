"""Where sports plugins get games, schedules and tables from. What cannot be had is empty, and logged."""

import datetime
from abc import ABC, abstractmethod

from src.common._http import ERRORS, HEADERS, LazySession, get_json

TIMEOUT_SECONDS = 15


class DataSource(ABC):
    """One provider of sports data."""

    base_url = ""
    session = LazySession(retries=5)

    def __init__(self, logger):
        """`logger` takes what goes wrong."""
        self.logger = logger

    @abstractmethod
    def fetch_live_games(self, sport, league):
        """The games that are played now."""

    @abstractmethod
    def fetch_schedule(self, sport, league, date_range):
        """The games from one date to another, both included."""

    @abstractmethod
    def fetch_standings(self, sport, league):
        """The table of a league."""

    def get_headers(self):
        """What each request says about us."""
        return {name: HEADERS[name] for name in ("User-Agent", "Accept")}

    def _get(self, path, params=None):
        """The answer as Python values; {} when there is none, which is logged."""
        url = self.base_url + path
        try:
            answer = get_json(self.session, url, params=params, headers=self.get_headers(), timeout=TIMEOUT_SECONDS)
        except ERRORS as error:
            self.logger.error("request to %s failed: %s", url, error)
            return {}
        return answer if isinstance(answer, dict) else {}


def _is_live(event):
    """Whether ESPN says that a game is being played."""
    competitions = event.get("competitions") or [{}]
    return competitions[0].get("status", {}).get("type", {}).get("state") == "in"


class ESPNDataSource(DataSource):
    """ESPN's public interface."""

    base_url = "https://site.api.espn.com/apis/site/v2/sports"

    def fetch_live_games(self, sport, league):
        """Today's games that are being played."""
        today = datetime.datetime.now().strftime("%Y%m%d")
        events = self._scoreboard(sport, league, today)
        return [event for event in events if _is_live(event)]

    def fetch_schedule(self, sport, league, date_range):
        """All games from `date_range[0]` to `date_range[1]`."""
        first, last = (day.strftime("%Y%m%d") for day in date_range)
        return self._scoreboard(sport, league, first + "-" + last)

    def fetch_standings(self, sport, league):
        """The table; for a league that has none its polls."""
        path = "/{}/{}/".format(sport, league)
        return self._get(path + "standings") or self._get(path + "rankings")

    def _scoreboard(self, sport, league, dates):
        """The events of some days."""
        path = "/{}/{}/scoreboard".format(sport, league)
        return self._get(path, {"dates": dates, "limit": 1000}).get("events", [])


class MLBAPIDataSource(DataSource):
    """Major League Baseball's own interface."""

    base_url = "https://statsapi.mlb.com/api/v1"

    def fetch_live_games(self, sport, league):
        """Today's games that are being played."""
        today = datetime.datetime.now().strftime("%Y-%m-%d")
        games = self._games({"sportId": 1, "date": today, "hydrate": "game,team,venue,weather"})
        return [game for game in games if game.get("status", {}).get("abstractGameState") == "Live"]

    def fetch_schedule(self, sport, league, date_range):
        """All games from `date_range[0]` to `date_range[1]`."""
        first, last = (day.strftime("%Y-%m-%d") for day in date_range)
        return self._games({"sportId": 1, "startDate": first, "endDate": last, "hydrate": "game,team,venue"})

    def fetch_standings(self, sport, league):
        """The table of the American League."""
        year = datetime.datetime.now().year
        return self._get("/standings", {"leagueId": 103, "season": year, "standingsType": "regularSeason"})

    def _games(self, params):
        """The games of all days of an answer."""
        days = self._get("/schedule", params).get("dates", [])
        return [game for day in days for game in day.get("games", [])]


class SoccerAPIDataSource(DataSource):
    """football-data.org; most of it needs a key."""

    base_url = "https://api.football-data.org/v4"

    def __init__(self, logger, api_key=None):
        """`api_key` goes along with each request."""
        super().__init__(logger)
        self.api_key = api_key

    def get_headers(self):
        """The usual ones and the key."""
        headers = super().get_headers()
        if self.api_key:
            headers["X-Auth-Token"] = self.api_key
        return headers

    def fetch_live_games(self, sport, league):
        """The matches that are played now."""
        return self._get("/matches", {"status": "LIVE", "competition": league}).get("matches", [])

    def fetch_schedule(self, sport, league, date_range):
        """All matches from `date_range[0]` to `date_range[1]`."""
        first, last = (day.strftime("%Y-%m-%d") for day in date_range)
        return self._get("/matches", {"competition": league, "dateFrom": first, "dateTo": last}).get("matches", [])

    def fetch_standings(self, sport, league):
        """The table of a competition."""
        return self._get("/competitions/{}/standings".format(league))
