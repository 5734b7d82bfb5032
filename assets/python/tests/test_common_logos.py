"""`LogoHelper` and `LogoDownloader`: what is fetched, what is refused, and the plates."""

import io
import os
import tempfile
from unittest import mock

from tests.server import NetCase  # first: it skips these tests where a package is missing
from PIL import Image

from src import logo_downloader
from src.common import _logo_files, logo_helper


def png(size=(50, 40)):
    """A picture as a file."""
    file = io.BytesIO()
    Image.new("RGB", size, (9, 8, 7)).save(file, "PNG")
    return file.getvalue()


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
        with mock.patch.object(_logo_files, "MAX_LOGO_BYTES", 4000):
            self.assertFalse(logo_downloader.LogoDownloader().download_logo(self.url + "/big.png", "big.png", "X"))
        self.assertEqual(os.listdir("."), [])
