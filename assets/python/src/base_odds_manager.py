"""Betting odds of single games, from ESPN, through the cache."""

import logging
import time

from src.common._http import ERRORS, LazySession, get_json

logger = logging.getLogger(__name__)

ODDS_URL = "{base}/{sport}/leagues/{league}/events/{event}/competitions/{event}/odds"


class BaseOddsManager:
    """Odds by sport, league and game. Games without odds are remembered as well."""

    # After a failure nothing is asked for this long: a day of games must not wait for each of them.
    _FAILURE_COOLDOWN = 60.0

    # One try only: odds are an extra.
    session = LazySession(retries=0)

    def __init__(self, cache_manager, config_manager=None):
        """The configuration may say `base_odds_manager: {update_interval, timeout, cache_ttl}`, in seconds."""
        self.cache_manager = cache_manager
        self.config_manager = config_manager
        self.logger = logger
        self.base_url = "https://sports.core.api.espn.com/v2/sports"
        self.update_interval = 3600
        self.request_timeout = 5
        self.cache_ttl = 1800
        self._skip_network_until = 0.0
        self._load_configuration()

    def _load_configuration(self):
        """Takes what the configuration says about odds."""
        if not hasattr(self.config_manager, "get_config"):
            return
        try:
            section = (self.config_manager.get_config() or {}).get("base_odds_manager") or {}
        except Exception as error:  # the defaults do; another's broken configuration is not ours to report
            self.logger.warning("the configuration of odds cannot be read: %s", error)
            return
        self.update_interval = section.get("update_interval", self.update_interval)
        self.request_timeout = section.get("timeout", self.request_timeout)
        self.cache_ttl = section.get("cache_ttl", self.cache_ttl)

    def get_odds(self, sport, league, event_id, update_interval_seconds=None):
        """The odds of a game; None when there are none or they cannot be had. A ValueError without sport or league."""
        if sport is None or league is None:
            raise ValueError("odds need a sport and a league")
        key = "odds_espn_{}_{}_{}".format(sport, league, event_id)
        known = self.cache_manager.get_with_auto_strategy(key)
        if known:
            return None if known.get("no_odds") else known
        if time.time() < self._skip_network_until:
            return None
        url = ODDS_URL.format(base=self.base_url, sport=sport, league=league, event=event_id)
        try:
            odds = self._extract_espn_data(get_json(self.session, url, timeout=self.request_timeout))
        except ERRORS as error:
            self.logger.warning("no odds for %s for %d s: %s", key, self._FAILURE_COOLDOWN, error)
            self._skip_network_until = time.time() + self._FAILURE_COOLDOWN
            return None
        interval = update_interval_seconds or self.update_interval
        self.cache_manager.set(key, odds or {"no_odds": True}, ttl=interval)
        return odds

    def _extract_espn_data(self, data):
        """The first bookmaker's odds in the form plugins know; None without any."""
        items = data.get("items") if isinstance(data, dict) else None
        if not items:
            return None
        first = items[0]
        return {
            "details": first.get("details"),
            "over_under": first.get("overUnder"),
            "spread": first.get("spread"),
            "home_team_odds": self._team(first.get("homeTeamOdds") or {}),
            "away_team_odds": self._team(first.get("awayTeamOdds") or {}),
        }

    @staticmethod
    def _team(odds):
        """One side of a game."""
        spread = (odds.get("current") or {}).get("pointSpread") or {}
        return {"money_line": odds.get("moneyLine"), "spread_odds": spread.get("value")}

    def get_odds_for_games(self, games):
        """The games, each with its `odds`, None where there are none; they need `id`, `sport` and `league`."""
        result = []
        for game in games:
            known = game.get("id") and game.get("sport") and game.get("league")
            odds = self.get_odds(game["sport"], game["league"], game["id"]) if known else None
            result.append(dict(game, odds=odds))
        return result

    def is_odds_available(self, odds_data):
        """Whether there is a spread or a total."""
        if not odds_data or odds_data.get("no_odds"):
            return False
        return odds_data.get("spread") is not None or odds_data.get("over_under") is not None

    def format_odds_summary(self, odds_data):
        """The odds as one line."""
        odds = odds_data or {}
        parts = [
            ("Spread", odds.get("spread")),
            ("O/U", odds.get("over_under")),
            ("Home ML", (odds.get("home_team_odds") or {}).get("money_line")),
            ("Away ML", (odds.get("away_team_odds") or {}).get("money_line")),
        ]
        said = ["{}: {}".format(name, value) for name, value in parts if value is not None]
        return " | ".join(said) or "No odds available"
