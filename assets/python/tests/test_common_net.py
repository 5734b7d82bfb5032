"""Helpers that fetch JSON: answers through the cache, patience, odds, rankings."""

import logging
import sys
from unittest import mock

from tests.server import NetCase  # first: it skips these tests where a package is missing
import requests

from src import _patience, base_odds_manager, dynamic_team_resolver
from src.base_classes import data_sources
from src.common import api_helper


class Api(NetCase):
    """`APIHelper` and the data sources."""

    def helper(self):
        """A helper in a hurry."""
        helper = api_helper.APIHelper(self.cache)
        helper.set_rate_limit(0)
        return helper

    def test_answers_go_through_the_cache(self):
        """One request for two calls, and only where a key is given."""
        self.server.answers["/a"] = {"x": 1}
        helper = self.helper()
        for _ in range(2):
            self.assertEqual(helper.get(self.url + "/a", cache_key="k", cache_ttl=7), {"x": 1})
        self.assertEqual((len(self.server.asked), self.cache.ages), (1, {"k": 7}))
        helper.get(self.url + "/a", params={"q": 1})
        self.assertEqual(self.server.asked[1:], ["/a?q=1"])

    def test_trouble_is_none(self):
        """No such page, no JSON, nobody there, no requests."""
        self.server.answers["/text"] = b"no json"
        helper = self.helper()
        for url in (self.url + "/missing", self.url + "/text", "http://127.0.0.1:9/"):
            with self.subTest(url=url):
                self.assertIsNone(helper.get(url, timeout=2))
        self.server.answers["/p"] = {"ok": True}
        self.assertEqual(helper.post(self.url + "/p", json_data={"a": 1}), {"ok": True})
        with mock.patch.dict(sys.modules, {"requests": None}):
            self.assertIsNone(self.helper().get(self.url + "/p"))

    def test_espn(self):
        """Scoreboards by day, under a key of their own."""
        self.redirect(api_helper, "ESPN_URL")
        self.server.answers["/apis/site/v2/sports/football/nfl/scoreboard"] = {"events": []}
        self.assertEqual(self.helper().fetch_espn_scoreboard("football", "nfl", "20260101"), {"events": []})
        self.assertIn("espn_football_nfl_20260101", self.cache.kept)
        self.assertIn("dates=20260101", self.server.asked[0])

    def test_data_source(self):
        """Live games are those in play; polls stand in for a missing table."""
        source = data_sources.ESPNDataSource(logging.getLogger("test"))
        source.base_url = self.url
        games = [{"competitions": [{"status": {"type": {"state": state}}}]} for state in ("in", "post")] + [{}]
        self.server.answers["/hockey/nhl/scoreboard"] = {"events": games}
        self.server.answers["/hockey/nhl/rankings"] = {"rankings": [1]}
        self.assertEqual(source.fetch_live_games("hockey", "nhl"), games[:1])
        self.assertEqual(source.fetch_standings("hockey", "nhl"), {"rankings": [1]})


class Patience(NetCase):
    """Sessions of plugins, which try five times with growing pauses."""

    def setUp(self):
        """Puts it in place for one test; pauses are counted instead of made."""
        super().setUp()
        from urllib3.util import retry

        self.retry = retry
        self.addCleanup(setattr, retry.Retry, "increment", retry.Retry.increment)
        _patience.install()
        _patience.install()
        self.pauses = []
        patch = mock.patch.object(retry.time, "sleep", self.pauses.append)
        patch.start()
        self.addCleanup(patch.stop)
        self.session = requests.Session()
        tries = retry.Retry(total=5, backoff_factor=1, status_forcelist=[503])
        self.session.mount("http://", requests.adapters.HTTPAdapter(max_retries=tries))

    def test_nobody_there(self):
        """It ends with the error it would have ended with, without a pause that counts."""
        with self.assertRaises(requests.exceptions.ConnectionError):
            self.session.get("http://127.0.0.1:9/", timeout=5)
        self.assertEqual(sum(self.pauses), 0)

    def test_a_busy_server_is_waited_for(self):
        """All tries are made."""
        self.server.answers["/busy"] = 503
        with self.assertRaises(requests.exceptions.RetryError):
            self.session.get(self.url + "/busy", timeout=5)
        self.assertEqual(len(self.server.asked), 6)


class Odds(NetCase):
    """`BaseOddsManager`."""

    ITEM = {"details": "KC -3", "overUnder": 44.5, "spread": -3.0, "homeTeamOdds": {"moneyLine": -150},
            "awayTeamOdds": {"moneyLine": 130, "current": {"pointSpread": {"value": 3.5}}}}

    def manager(self):
        """A manager that asks the test's server."""
        manager = base_odds_manager.BaseOddsManager(self.cache)
        manager.base_url = self.url
        return manager

    def put(self, event, answer):
        """The server's answer about a game."""
        self.server.answers["/football/leagues/nfl/events/{0}/competitions/{0}/odds".format(event)] = answer

    def test_found_and_kept(self):
        """The first bookmaker, for as long as the caller says."""
        self.put(1, {"items": [self.ITEM, {"spread": 9}]})
        odds = self.manager().get_odds("football", "nfl", "1", update_interval_seconds=77)
        self.assertEqual((odds["spread"], odds["away_team_odds"]), (-3.0, {"money_line": 130, "spread_odds": 3.5}))
        self.assertEqual(self.cache.ages, {"odds_espn_football_nfl_1": 77})
        self.assertEqual(self.manager().get_odds("football", "nfl", "1"), odds)
        self.assertEqual(len(self.server.asked), 1)
        self.assertEqual(self.manager().format_odds_summary(odds),
                         "Spread: -3.0 | O/U: 44.5 | Home ML: -150 | Away ML: 130")

    def test_a_list_of_games(self):
        """Each gets its odds; those that cannot be asked about get none."""
        self.put(1, {"items": [self.ITEM]})
        games = self.manager().get_odds_for_games([{"id": "1", "sport": "football", "league": "nfl"}, {"id": "8"}])
        self.assertEqual([game["odds"] and game["odds"]["spread"] for game in games], [-3.0, None])

    def test_games_without_odds_are_remembered(self):
        """They are asked for once."""
        self.put(2, {"items": []})
        for _ in range(2):
            self.assertIsNone(self.manager().get_odds("football", "nfl", "2"))
        self.assertEqual(len(self.server.asked), 1)

    def test_a_failure_is_not_repeated_at_once(self):
        """The next games of the day do not wait for it."""
        manager = self.manager()
        for event in "345":
            self.assertIsNone(manager.get_odds("football", "nfl", event))
        self.assertEqual((len(self.server.asked), self.cache.kept), (1, {}))

    def test_words(self):
        """What counts as odds, and how they are written."""
        manager = self.manager()
        for odds, there, text in ((None, False, "No odds available"), ({"no_odds": True}, False, "No odds available"),
                                  ({"spread": 0}, True, "Spread: 0"), ({"over_under": 44}, True, "O/U: 44"),
                                  ({"home_team_odds": {"money_line": -5}}, False, "Home ML: -5")):
            with self.subTest(odds=odds):
                self.assertEqual((manager.is_odds_available(odds), manager.format_odds_summary(odds)), (there, text))
        with self.assertRaises(ValueError):
            manager.get_odds(None, "nfl", "1")


class Rankings(NetCase):
    """`DynamicTeamResolver`."""

    def setUp(self):
        """Points it to the server and forgets earlier polls."""
        super().setUp()
        self.redirect(dynamic_team_resolver, "RANKINGS_URL")
        self.path = "/apis/site/v2/sports/football/college-football/rankings"
        dynamic_team_resolver.DynamicTeamResolver().clear_cache()
        self.addCleanup(dynamic_team_resolver.DynamicTeamResolver().clear_cache)

    def test_names_become_teams(self):
        """In order, each once; unknown groups are left out; one request for all."""
        ranks = [{"current": rank, "team": {"abbreviation": "T%d" % rank}} for rank in range(30, 0, -1)]
        self.server.answers[self.path] = {"rankings": [{"ranks": ranks}, {"ranks": []}]}
        resolve = dynamic_team_resolver.resolve_dynamic_teams
        self.assertEqual(resolve(["KC", "T2", "AP_TOP_5", "AP_TOP_99"]), ["KC", "T2", "T1", "T3", "T4", "T5"])
        self.assertEqual(len(resolve(["AP_TOP_25"])), 25)
        self.assertEqual(len(self.server.asked), 1)

    def test_without_rankings(self):
        """Plain teams remain."""
        self.assertEqual(dynamic_team_resolver.resolve_dynamic_teams(["AP_TOP_5", "KC"]), ["KC"])
