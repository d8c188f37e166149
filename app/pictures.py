"""Pictures from strangers' phones: looked at, drawn anew and freed of everything but what they show.

What a camera writes beside the picture (where, when, whose phone) is gone, since only its pixels are copied.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from app.errors import Invalid

MAX_BYTES = 2_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
# A JPEG is read at the scale it is needed in; the others whole, at four bytes a pixel.
MAX_PIXELS = {"JPEG": 64_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
LONGEST_SIDE = 1600
QUALITY = 80


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG of our own making."""

    jpeg: bytes
    width: int
    height: int


def cleaned(raw: bytes, field: str) -> Picture:
    """The picture in ``raw`` (JPEG, PNG or WebP) drawn anew, at most 1600 pixels long. Raises ``Invalid`` naming ``field``."""
    if not raw:
        raise Invalid(fields={field: ["请先拍照"]})
    if len(raw) > MAX_BYTES:
        raise Invalid(fields={field: ["照片不能超过 2 MB"]})
    try:
        return _drawn(raw)
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError):
        # Whatever a decoder stumbles over: to the person it is a picture that cannot be read.
        raise Invalid(fields={field: ["照片打不开，请重新拍（JPEG、PNG 或 WebP）"]}) from None


def _drawn(raw: bytes) -> Picture:
    with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
        if image.width * image.height > MAX_PIXELS[str(image.format)]:
            raise ValueError("too many pixels")
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        image.load()
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.new("RGB", upright.size, "white")
    fresh.paste(upright, mask=upright.getchannel("A"))
    made = io.BytesIO()
    fresh.save(made, "JPEG", quality=QUALITY, optimize=True)
    return Picture(made.getvalue(), fresh.width, fresh.height)
