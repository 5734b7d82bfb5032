"""`BackgroundDataService`: fetched on a thread, kept, told."""

import threading

from src import background_data_service
from tests.host import PATIENCE_SECONDS
from tests.server import NetCase


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
