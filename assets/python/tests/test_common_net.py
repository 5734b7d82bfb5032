"""Helpers that fetch, against a server on this machine: JSON, logos, odds, rankings, background fetches."""

import http.server
import io
import json
import logging
import os
import sys
import tempfile
import threading
import unittest
from unittest import mock

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

try:
    import requests  # noqa: F401: without it there is nothing to test here
    from PIL import Image
except ImportError as error:
    raise unittest.SkipTest("Pillow or requests is not installed") from error

from src import _patience, background_data_service, base_odds_manager, dynamic_team_resolver, logo_downloader
from src.base_classes import data_sources
from src.common import api_helper, logo_helper

PATIENCE_SECONDS = 30


def png(size=(50, 40)):
    """A picture as a file."""
    file = io.BytesIO()
    Image.new("RGB", size, (9, 8, 7)).save(file, "PNG")
    return file.getvalue()


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers with what the test has put under a path."""

    def do_GET(self):
        """One answer."""
        self.server.asked.append(self.path)
        answer = self.server.answers.get(self.path.split("?")[0], 404)
        status, body = (answer, b"") if isinstance(answer, int) else (200, answer)
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        """Says nothing."""


class Memory:
    """A cache without time."""

    def __init__(self):
        """Empty."""
        self.kept = {}
        self.ages = {}

    def get(self, key, max_age=300, memory_ttl=None):
        """What is kept."""
        return self.kept.get(key)

    get_with_auto_strategy = get

    def set(self, key, data, ttl=None):
        """Keeps it."""
        self.kept[key] = data
        self.ages[key] = ttl


class NetCase(unittest.TestCase):
    """A server, a cache and a folder to work in."""

    def setUp(self):
        """Starts the server and enters the folder."""
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.server.answers, self.server.asked = {}, []
        thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        self.cache = Memory()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        logging.disable(logging.CRITICAL)
        self.addCleanup(logging.disable, logging.NOTSET)

    def redirect(self, module, name):
        """Points one of a module's addresses to the server."""
        patch = mock.patch.object(module, name, self.url + getattr(module, name).partition(".com")[2])
        patch.start()
        self.addCleanup(patch.stop)


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


class Logos(NetCase):
    """`LogoHelper` and `LogoDownloader`."""

    def test_sizes(self):
        """Never larger than asked, never enlarged, in proportion."""
        for size, wanted, expected in (((500, 500), (), (48, 48)), ((200, 50), (20, 20), (20, 5)),
                                       ((10, 10), (20, 20), (10, 10)), ((48, 300), (None, 300), (48, 300))):
            with self.subTest(size=size, wanted=wanted):
                Image.new("RGB", size).save("logo.png")
                helper = logo_helper.LogoHelper(64, 32)
                logo = helper.load_logo("X", "logo.png", *wanted)
                self.assertEqual((logo.size, logo.mode), (expected, "RGBA"))
                self.assertIs(helper.load_logo("X", "logo.png", *wanted), logo)

    def test_what_is_no_logo(self):
        """A missing file and a broken one are none; the memory has a limit."""
        helper = logo_helper.LogoHelper(64, 32, cache_size=2)
        with open("bad.png", "wb") as file:
            file.write(b"no picture")
        self.assertIsNone(helper.load_logo("X", "bad.png"))
        self.assertIsNone(helper.load_logo("X", "missing.png"))
        for name in "abc":
            Image.new("RGB", (9, 9)).save(name + ".png")
            helper.load_logo(name, name + ".png")
        self.assertEqual(helper.get_cache_stats()["cached_logos"], 2)

    def test_download_or_plate(self):
        """What cannot be fetched is a plate, and leaves no file."""
        self.server.answers["/kc.png"] = png()
        helper = logo_helper.LogoHelper(64, 32)
        self.assertEqual(helper.load_logo_with_download("KC", "logos/KC.png", self.url + "/kc.png").size, (50, 40))
        self.assertEqual(helper.load_logo_with_download("NO", "logos/NO.png", self.url + "/no.png").size, (96, 48))
        self.assertEqual(os.listdir("logos"), ["KC.png"])

    def test_missing_logo(self):
        """By address, by looking the team up, or as a plate."""
        self.server.answers.update({
            "/kc.png": png(), "/junk.png": b"junk",
            "/t/teams/12": {"team": {"logos": [{"href": self.url + "/kc.png"}]}}, "/t/teams/13": {"team": {}},
        })
        with mock.patch.dict(logo_downloader.LogoDownloader.API_ENDPOINTS, {"nfl": self.url + "/t/teams"}):
            for team, url, plate, there, size in (
                ("12", None, True, True, (50, 40)), ("13", None, True, True, (64, 64)),
                ("13", None, False, False, None),
                ("13", self.url + "/kc.png", True, True, (50, 40)), ("13", self.url + "/junk.png", False, False, None),
            ):
                with self.subTest(team=team, url=url, plate=plate), tempfile.TemporaryDirectory() as folder:
                    path = os.path.join(folder, "deeper", "X.png")
                    found = logo_downloader.download_missing_logo("nfl", team, "X", path, url, create_placeholder=plate)
                    self.assertEqual((found, os.path.exists(path)), (there, there))
                    self.assertLessEqual(os.listdir(os.path.dirname(path)), ["X.png"])
                    if there:
                        with Image.open(path) as logo:
                            self.assertEqual((logo.size, logo.mode), (size, "RGBA"))

    def test_names(self):
        """File names and folders; none leads elsewhere."""
        downloader = logo_downloader.LogoDownloader()
        self.assertEqual(downloader.get_logo_filename_variations("ta&m"), ["TA&M.png", "TAANDM.png"])
        self.assertEqual(downloader.normalize_abbreviation("a/b"), "A_B")
        for league, folder in (("nfl", "nfl_logos"), ("ncaam", "ncaa_logos"), ("soccer_eng.1", "soccer_logos"),
                               ("xyz", "xyz_logos")):
            wanted = os.path.join(os.getcwd(), "assets", "sports", folder)
            self.assertEqual(os.path.realpath(downloader.get_logo_directory(league)), os.path.realpath(wanted))
        for league in ("../x", "a/b", "", ".", "a..b"):
            with self.subTest(league=league), self.assertRaises(ValueError):
                downloader.get_logo_directory(league)

    def test_a_picture_without_end(self):
        """More than the limit is refused."""
        self.server.answers["/big.png"] = b"x" * 5000
        with mock.patch.object(logo_helper, "MAX_LOGO_BYTES", 4000):
            self.assertFalse(logo_downloader.LogoDownloader().download_logo(self.url + "/big.png", "big.png", "X"))
        self.assertEqual(os.listdir("."), [])


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


class Background(NetCase):
    """`BackgroundDataService`."""

    def setUp(self):
        """One thread."""
        super().setUp()
        self.service = background_data_service.BackgroundDataService(self.cache, max_workers=1)
        self.addCleanup(self.service.shutdown)

    def fetch(self, path, **more):
        """The result of one request, and the thread that brought it."""
        done = threading.Event()
        brought = []

        def callback(result):
            """Takes the result."""
            brought.extend((result, threading.current_thread()))
            done.set()

        request = self.service.submit_fetch_request("nfl", 2026, self.url + path, callback=callback, **more)
        self.assertTrue(done.wait(PATIENCE_SECONDS))
        self.assertIs(self.service.get_result(request), brought[0])
        return brought

    def test_fetched_kept_and_told(self):
        """On a thread of the pool; from the cache at once."""
        self.server.answers["/ok"] = {"events": [1]}
        result, thread = self.fetch("/ok", cache_key="k", params={"a": 1})
        self.assertEqual((result.success, result.data, result.cached), (True, {"events": [1]}, False))
        self.assertIsNot(thread, threading.current_thread())
        self.assertEqual((self.cache.kept, self.server.asked), ({"k": {"events": [1]}}, ["/ok?a=1"]))
        result, thread = self.fetch("/ok", cache_key="k")
        self.assertEqual((result.success, result.cached, len(self.server.asked)), (True, True, 1))

    def test_trouble_is_told(self):
        """Nothing of it is kept, and the thread goes on."""
        self.server.answers.update({"/list": [1], "/other": {"x": 1}})
        for path in ("/missing", "/list", "/other"):
            with self.subTest(path=path):
                result, _ = self.fetch(path, cache_key=path)
                self.assertFalse(result.success)
                self.assertTrue(result.error)
                status = self.service.get_request_status(result.request_id)
                self.assertIs(status, background_data_service.FetchStatus.FAILED)
        self.assertEqual(self.cache.kept, {})

    def test_a_callback_that_fails(self):
        """It hurts nobody else."""
        self.server.answers["/ok"] = {"events": []}
        self.service.submit_fetch_request("nfl", 2026, self.url + "/ok", cache_key="k", callback=lambda _: 1 / 0)
        self.assertTrue(self.fetch("/ok", cache_key="other")[0].success)

    def test_memory_is_bounded(self):
        """Only the last results are kept."""
        self.cache.kept["k"] = {"events": []}
        for _ in range(background_data_service.COMPLETED_MAX * 2):
            last = self.service.submit_fetch_request("nfl", 2026, self.url, cache_key="k")
        self.assertEqual(len(self.service.completed_requests), background_data_service.COMPLETED_MAX)
        self.assertTrue(self.service.is_request_complete(last))
        self.assertEqual(self.service.get_statistics()["cached_hits"], background_data_service.COMPLETED_MAX * 2)

    def test_one_for_all(self):
        """The first call needs a cache; after the end there is a new one."""
        background_data_service.shutdown_background_service()
        with self.assertRaises(ValueError):
            background_data_service.get_background_service()
        first = background_data_service.get_background_service(self.cache)
        self.assertIs(background_data_service.get_background_service(), first)
        background_data_service.shutdown_background_service()
        self.assertFalse(first.cancel_request("nobody knows"))


if __name__ == "__main__":
    unittest.main()
