"""Pictures are drawn anew: what a camera wrote beside them is gone, and what is none is refused."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from app.errors import Invalid
from app.pictures import LONGEST_SIDE, MAX_BYTES, cleaned

SECRET = b"13812345678"
GPS_TAG, MAKER_TAG, ORIENTATION = 0x8825, 0x010F, 0x0112


def drawn(kind: str, size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))  # its left half
    made = io.BytesIO()
    image.save(made, kind, **more)
    return made.getvalue()


def camera(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[MAKER_TAG], exif[ORIENTATION] = SECRET.decode(), orientation
    exif.get_ifd(GPS_TAG)[1] = "N"
    exif.get_ifd(GPS_TAG)[2] = (31.0, 12.0, 0.0)
    return exif


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_only_what_it_shows_is_left(kind: str) -> None:
    raw = drawn(kind, exif=camera(), **({"comment": SECRET} if kind == "JPEG" else {}))
    assert SECRET in raw
    made = cleaned(raw, "photo")
    image = opened(made.jpeg)
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (60, 40), {})
    assert (made.width, made.height) == (60, 40)
    assert not {"exif", "comment", "icc_profile", "xmp"} & image.info.keys()
    assert SECRET not in made.jpeg and b"Exif" not in made.jpeg
    red, white = image.getpixel((5, 20)), image.getpixel((55, 20))
    assert isinstance(red, tuple) and isinstance(white, tuple) and red[1] < 60 and min(white) > 220


def test_it_stands_upright() -> None:
    image = opened(cleaned(drawn("JPEG", exif=camera(orientation=6)), "photo").jpeg)  # the camera was turned
    top, bottom = image.getpixel((20, 5)), image.getpixel((20, 55))
    assert image.size == (40, 60)
    assert isinstance(top, tuple) and isinstance(bottom, tuple) and top[1] < 60 and min(bottom) > 220


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_is_no_larger_than_needed(kind: str) -> None:
    made = cleaned(drawn(kind, (4000, 3000)), "photo")
    assert (made.width, made.height) == (LONGEST_SIDE, 1200)


def test_what_shines_through_becomes_white() -> None:
    raw = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(raw, "PNG")
    assert opened(cleaned(raw.getvalue(), "photo").jpeg).getpixel((5, 5)) == (255, 255, 255)


def bomb() -> bytes:
    """A PNG of 60,000 x 60,000 pixels in a few bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"not a picture", drawn("JPEG")[:200], drawn("PNG")[:60], drawn("GIF"), drawn("BMP"), bomb(),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8" + b"\0" * MAX_BYTES,
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    with pytest.raises(Invalid) as found:
        cleaned(raw, "photo")
    assert list(found.value.fields or {}) == ["photo"]
