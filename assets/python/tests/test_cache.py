"""The cache: what stays fresh, what reaches the disk, and that no key leaves the folder."""

import json
import os
import time
from unittest import mock

from src import _cache_policy as policy
from src.cache_manager import CacheManager
from tests.host import Folder

NOW = 1_773_500_966.0


class Cache(Folder):
    """On a folder, with the clock in the test's hand."""

    def setUp(self):
        """A cache and a clock."""
        super().setUp()
        self.now = NOW
        patch = mock.patch("time.time", lambda: self.now)
        patch.start()
        self.addCleanup(patch.stop)
        self.cache = CacheManager(self.folder)

    def files(self):
        """The names in the folder."""
        self.cache.flush()
        return sorted(os.listdir(self.folder))

    def again(self):
        """Another process on the same folder."""
        self.cache.flush()
        return CacheManager(self.folder)

    def test_data_comes_back_until_it_is_too_old(self):
        """From memory and from the file alike."""
        self.cache.set("a", {"x": [1, None, "ü"]})
        for cache in (self.cache, self.again()):
            self.assertEqual(cache.get("a"), {"x": [1, None, "ü"]})
        self.now += 301
        for cache in (self.cache, self.again()):
            self.assertIsNone(cache.get("a"))
            self.assertEqual(cache.get("a", max_age=None), {"x": [1, None, "ü"]})
            self.assertEqual(cache.get_stale("a"), {"x": [1, None, "ü"]})

    def test_a_records_own_time_counts_more_than_the_readers(self):
        """Longer as well as shorter."""
        self.cache.set("long", 1, ttl=1000)
        self.cache.set("short", 1, ttl=10)
        self.now += 20
        for cache in (self.cache, self.again()):
            self.assertEqual((cache.get("long", max_age=5), cache.get("short", max_age=5000)), (1, None))

    def test_memory_gives_the_same_object(self):
        """Plugins change it in place."""
        data = {"n": 1}
        self.cache.set("a", data)
        self.assertIs(self.cache.get("a"), data)

    def test_no_key_leaves_the_folder(self):
        """Nor clashes with another one."""
        keys = ["../x", "/etc/passwd", "a/b", "a_b", "", ".", "..", "ü" * 500, "a\0b", "x" * 5000, 7]
        for number, key in enumerate(keys):
            self.cache.set(key, number)
        self.assertEqual(len(self.files()), len(keys))
        self.assertFalse(os.path.exists(os.path.join(os.path.dirname(self.folder), "x.json")))
        other = self.again()
        self.assertEqual([other.get(key) for key in keys], list(range(len(keys))))

    def test_the_same_data_is_not_written_again_but_is_fresh_again(self):
        """Only the file's time moves on."""
        self.cache.set("a", {"x": 1})
        (name,) = self.files()
        path = os.path.join(self.folder, name)
        before = os.stat(path).st_ino
        self.now += 280
        self.cache.set("a", {"x": 1})
        self.files()
        self.assertEqual(os.stat(path).st_ino, before)
        self.now += 280
        self.assertEqual(self.again().get("a"), {"x": 1})
        self.cache.set("a", {"x": 2})
        self.files()
        self.assertNotEqual(os.stat(path).st_ino, before)

    def test_nothing_is_written_at_once(self):
        """Another version may follow soon."""
        self.cache.set("a", 1)
        self.assertEqual(os.listdir(self.folder), [])
        self.assertEqual(len(self.files()), 1)

    def test_what_waits_is_read(self):
        """Without a detour over the disk."""
        self.cache.set("a", 1)
        self.assertEqual(self.cache.get("a", memory_ttl=-1), 1)

    def test_a_broken_file_is_no_record(self):
        """Whatever stands in it."""
        self.cache.set("a", 1)
        (name,) = self.files()
        for text in ("", "{", "\xff", "[" * 100_000):
            with open(os.path.join(self.folder, name), "w", encoding="latin-1") as file:
                file.write(text)
            self.assertIsNone(CacheManager(self.folder).get("a"))

    def test_what_json_cannot_say_stays_in_memory(self):
        """Dates become text."""
        self.cache.set("a", object())
        self.assertIsNotNone(self.cache.get("a"))
        self.assertEqual(self.files(), [])

    def test_a_record_without_an_envelope_is_kept_as_it_is(self):
        """With its age from the file."""
        self.cache.save_cache("raw", {"x": 1})
        for cache in (self.cache, self.again()):
            self.assertEqual((cache.get("raw"), cache.load_cache("raw")), ({"x": 1}, {"x": 1}))

    def test_a_plugin_clears_only_what_it_wrote(self):
        """The folder is shared."""
        self.cache.set("mine", 1)
        other = self.again()
        other.set("theirs", 2)
        other.clear_cache()
        other.flush()
        self.assertEqual([record["key"] for record in self.cache.list_cache_files()], ["mine"])
        self.cache.clear_cache("mine")
        self.assertEqual(self.files(), [])

    def test_memory_is_bounded(self):
        """The oldest give way."""
        for number in range(1000):
            self.cache.set("k%d" % number, number)
        self.assertLessEqual(self.cache.get_memory_cache_stats()["size"], 300)

    def test_no_folder_means_memory_alone(self):
        """For one-shot rendering."""
        cache = CacheManager(False)
        cache.set("a", 1)
        cache.flush()
        self.assertEqual((cache.get("a"), cache.get_cache_dir()), (1, None))

    def test_a_record_is_readable_json(self):
        """Whoever looks for it."""
        self.cache.set("weather_dallas", {"t": 3})
        (name,) = self.files()
        self.assertTrue(name.startswith("weather_dallas-"))
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            self.assertEqual(json.load(file), {"data": {"t": 3}, "timestamp": NOW})


class Policy(Folder):
    """How long which data is fresh."""

    def test_the_kind_is_found_by_the_key(self):
        """In the order that LEDMatrix looks."""
        for key, kind in {"odds_espn_nfl": "odds", "live_odds": "odds_live", "nhl_scoreboard": "sports_live",
                          "weather_x": "weather_current", "crypto_btc": "crypto", "stock_A": "stocks",
                          "stock_news": "stocks", "news": "news", "nfl_schedule": "sports_schedules",
                          "x_recent": "sports_recent", "x_upcoming": "sports_upcoming", "logo_KC": "team_info",
                          "whatever": "default"}.items():
            self.assertEqual(policy.kind_of_key(key), kind, key)

    def test_a_sports_own_interval_counts(self):
        """From its section of the configuration."""
        config = {"nfl_scoreboard": {"live_update_interval": 11, "recent_update_interval": 12}}
        self.assertEqual(policy.strategy("sports_live", "nfl", config)["max_age"], 11)
        self.assertEqual(policy.strategy("sports_recent", "nfl", config)["memory_ttl"], 24)
        self.assertEqual(policy.strategy("sports_live", None, config)["max_age"], 30)
        self.assertEqual(policy.strategy("nonsense")["max_age"], 300)

    def test_prices_last_longer_when_the_exchange_is_closed(self):
        """Four times."""
        cache = CacheManager(False)
        start = time.time()
        cache.set("a", 1)
        with mock.patch("time.time", lambda: start + 2000), mock.patch.object(cache, "_memory", {}), \
                mock.patch.object(cache._files, "read", lambda key: ({"data": 1, "timestamp": start}, start)):
            for is_open, found in ((True, None), (False, 1)):
                cache._memory.clear()
                with mock.patch.object(policy, "market_is_open", lambda is_open=is_open: is_open):
                    self.assertEqual(cache.get_cached_data_with_strategy("a", "stocks"), found)
