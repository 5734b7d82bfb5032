"""Names such as `AP_TOP_25` in a list of favourite teams become the teams they stand for."""

import logging
import re
import time

from src.common._http import ERRORS, get_json, requests_or_complain

logger = logging.getLogger(__name__)

RANKINGS_URL = "https://site.api.espn.com/apis/site/v2/sports/football/college-football/rankings"
# What looks like such a name, so that an unknown one is not taken for a team.
_LOOKS_DYNAMIC = re.compile(r"(^|_)TOP_\d+$")


class DynamicTeamResolver:
    """Resolves names by the polls of college football, which are kept for an hour."""

    # One poll serves all plugins of a process.
    _rankings_cache = {}
    _cache_timestamp = 0
    _cache_duration = 3600

    DYNAMIC_PATTERNS = {
        "AP_TOP_{}".format(count): {"sport": "ncaa_fb", "limit": count} for count in (25, 10, 5)
    }

    def __init__(self, request_timeout=30, cache_manager=None):
        """`request_timeout` in seconds; `cache_manager` is taken because plugins pass one."""
        self.request_timeout = request_timeout
        self.cache_manager = cache_manager
        self.logger = logger

    def resolve_teams(self, team_list, sport="ncaa_fb"):
        """The teams in order, each once; names that cannot be resolved are left out, with a word in the log."""
        teams = []
        for team in team_list or []:
            if self.is_dynamic_team(team):
                teams.extend(self._resolve_dynamic_team(team, sport))
            elif self._is_potential_dynamic_team(team):
                self.logger.warning("unknown group of teams %s is left out", team)
            else:
                teams.append(team)
        return list(dict.fromkeys(teams))

    def _resolve_dynamic_team(self, dynamic_team, sport):
        """The teams behind one name."""
        rankings = self._fetch_ncaa_fb_rankings()
        if not rankings:
            self.logger.warning("no rankings for %s", dynamic_team)
            return []
        ranked = sorted(rankings, key=rankings.get)
        return ranked[: self.DYNAMIC_PATTERNS[dynamic_team]["limit"]]

    def _fetch_ncaa_fb_rankings(self):
        """Rank by team, from the first poll that is published; the last one known where there is no connection."""
        kind = type(self)
        now = time.time()
        if kind._rankings_cache and now - kind._cache_timestamp < kind._cache_duration:
            return kind._rankings_cache
        try:
            answer = get_json(requests_or_complain(), RANKINGS_URL, timeout=self.request_timeout)
            polls = answer.get("rankings") or [{}]
        except ERRORS as error:
            self.logger.error("the rankings cannot be fetched: %s", error)
            return kind._rankings_cache
        ranks = {}
        for entry in polls[0].get("ranks", []):
            abbreviation = entry.get("team", {}).get("abbreviation")
            if abbreviation and entry.get("current"):
                ranks[abbreviation] = entry["current"]
        kind._rankings_cache, kind._cache_timestamp = ranks, now
        return ranks

    def get_available_dynamic_teams(self):
        """The names that can be resolved."""
        return list(self.DYNAMIC_PATTERNS)

    def is_dynamic_team(self, team_name):
        """Whether a name stands for several teams."""
        return team_name in self.DYNAMIC_PATTERNS

    def _is_potential_dynamic_team(self, team_name):
        """Whether a name looks as if it did."""
        return isinstance(team_name, str) and bool(_LOOKS_DYNAMIC.search(team_name))

    def clear_cache(self):
        """Forgets the polls."""
        kind = type(self)
        kind._rankings_cache, kind._cache_timestamp = {}, 0


def resolve_dynamic_teams(team_list, sport="ncaa_fb"):
    """`DynamicTeamResolver().resolve_teams`."""
    return DynamicTeamResolver().resolve_teams(team_list, sport)
