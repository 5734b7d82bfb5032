"""The wire: what goes in comes out, and what breaks the rules is refused."""

import json
import os
import random
import re
import unittest

from lumarium_worker import PROTOCOL_MAX, PROTOCOL_MIN, protocol
from tests.host import PACKAGE

SEED = 7


def body_of(message):
    """The body of a whole message, its head checked."""
    length, _kind = protocol.check_head(message[:protocol.HEAD.size])
    body = message[protocol.HEAD.size:]
    assert len(body) == length
    return body


class Messages(unittest.TestCase):
    """Round trips and violations."""

    def test_an_object_comes_back(self):
        """JSON, with letters of every kind."""
        message = {"type": "reply", "id": 3, "text": "grüße ☀", "list": [1, 2.5, None, True]}
        self.assertEqual(protocol.decode_json(body_of(protocol.encode_json(message))), message)

    def test_a_picture_comes_back(self):
        """Size, call and every byte."""
        pixels = bytes(range(256)) * 3
        body = body_of(protocol.encode_picture(32, 8, pixels, call=9, flags=0))
        self.assertEqual(protocol.decode_picture(body), (32, 8, 9, 0, pixels))

    def test_a_strip_comes_back(self):
        """Header and every byte."""
        header = {"token": 1, "width": 100, "height": 2, "speed": 40.5, "position": 0.0, "loop": True}
        got, pixels = protocol.decode_strip(body_of(protocol.encode_strip(header, b"\1" * 600)))
        self.assertEqual((got, pixels), (header, b"\1" * 600))

    def test_a_body_that_is_too_long_is_refused_by_its_head(self):
        """Nobody has to read it to know."""
        for kind, limit in protocol.BODY_LEN_MAX.items():
            self.assertEqual(protocol.check_head(protocol.HEAD.pack(limit, kind)), (limit, kind))
            with self.assertRaises(protocol.ProtocolError):
                protocol.check_head(protocol.HEAD.pack(limit + 1, kind))

    def test_an_unknown_kind_is_refused(self):
        """There are three."""
        with self.assertRaises(protocol.ProtocolError):
            protocol.check_head(protocol.HEAD.pack(0, 3))

    def test_what_is_no_object_with_a_type_is_refused(self):
        """Neither text nor lists nor nonsense nor endless nesting."""
        deep = '{"type": "x", "a": ' + "[" * 40 + "]" * 40 + "}"
        for body in (b"", b"{", b"[]", b"{}", b'{"type": 1}', b"\xff\xfe", b"null", deep.encode(), b"[" * 100_000):
            with self.subTest(body=body[:20]), self.assertRaises(protocol.ProtocolError):
                protocol.decode_json(body)

    def test_a_picture_whose_bytes_do_not_fit_its_size_is_refused(self):
        """Neither more nor fewer, nor a side of 0."""
        head = protocol.PICTURE_HEAD
        for body in (b"", head.pack(2, 2, 0, 0), head.pack(2, 2, 0, 0) + b"x" * 13, head.pack(0, 2, 0, 0),
                     head.pack(1 << 31, 1 << 31, 0, 0)):
            with self.subTest(body=body[:20]), self.assertRaises(protocol.ProtocolError):
                protocol.decode_picture(body)

    def test_a_strip_with_a_broken_header_is_refused(self):
        """Its length, its text, its sizes."""
        for body in (b"", b"\xff\xff\xff\xff", protocol.STRIP_HEAD.pack(2) + b"{}",
                     protocol.STRIP_HEAD.pack(30) + b'{"width": 1, "height": 1}     ' + b"xx",
                     protocol.STRIP_HEAD.pack(27) + b'{"width": "x", "height": 1}' + b"xxx"):
            with self.subTest(body=body[:20]), self.assertRaises(protocol.ProtocolError):
                protocol.decode_strip(body)

    def test_a_strip_that_is_too_wide_is_not_sent(self):
        """65,536 columns are the most."""
        wide = protocol.STRIP_WIDTH_MAX
        protocol.encode_strip({"width": wide, "height": 1}, bytes(wide * 3))
        with self.assertRaises(protocol.ProtocolError):
            protocol.encode_strip({"width": wide + 1, "height": 1}, bytes(wide * 3 + 3))

    def test_random_bytes_end_in_a_violation_and_nothing_else(self):
        """Ten thousand bodies from a seed."""
        dice = random.Random(SEED)
        for _ in range(10_000):
            body = bytes(dice.getrandbits(8) for _ in range(dice.randrange(40)))
            for decode in (protocol.decode_json, protocol.decode_picture, protocol.decode_strip):
                with self.assertRaises(protocol.ProtocolError, msg="%r, seed %d" % (body, SEED)):
                    decode(body)


class Document(unittest.TestCase):
    """PROTOCOL.md says what the code does."""

    @classmethod
    def setUpClass(cls):
        """Reads it."""
        with open(os.path.join(PACKAGE, "PROTOCOL.md"), encoding="utf-8") as file:
            cls.text = file.read()

    def test_the_limits_are_those_of_the_code(self):
        """Each row of the table of limits."""
        rows = dict(re.findall(r"^\| `(\w+)` \| ([\d,]+) \|", self.text, re.M))
        self.assertGreaterEqual(len(rows), 8)
        for name, number in rows.items():
            self.assertEqual(getattr(protocol, name), int(number.replace(",", "")), name)

    def test_the_version_is_that_of_the_code(self):
        """The title says which."""
        self.assertIn("version %d" % PROTOCOL_MAX, self.text.splitlines()[0])
        self.assertEqual(PROTOCOL_MIN, PROTOCOL_MAX)

    def test_every_request_of_the_worker_is_described(self):
        """And nothing that it does not know."""
        described = set(re.findall(r"^\| `(\w+)` \| `\{", self.text, re.M))
        with open(os.path.join(PACKAGE, "lumarium_worker", "calls.py"), encoding="utf-8") as file:
            known = set(re.findall(r'"(\w+)": self\.\w+[,\n]', file.read()))
        self.assertEqual(described, known | {"init", "update", "cleanup", "action"})

    def test_the_examples_are_json(self):
        """Every block marked as such."""
        blocks = re.findall(r"```json\n(.*?)```", self.text, re.S)
        self.assertTrue(blocks)
        for block in blocks:
            for line in block.strip().splitlines():
                self.assertIn("type", json.loads(line))


if __name__ == "__main__":
    unittest.main()
