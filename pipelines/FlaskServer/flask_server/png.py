"""PNG files (ISO/IEC 15948), judged before anything is decoded.

Size, depth and colours are read from IHDR; then the chunks that make pixels are collected with their checksums verified, and
inflated to exactly as many bytes as the size calls for. Ancillary chunks are passed over, so a hostile text chunk or colour
profile is never opened.
"""

from __future__ import annotations

import struct
import zlib
from typing import Iterator, NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
_SAMPLES = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
_NAMES = {1: "grey", 2: "grey with alpha", 3: "RGB", 4: "RGBA"}
# Which channels a picture may widen to: never to fewer colours, never dropping alpha.
_WIDENS = {1: (1, 2, 3, 4), 2: (2, 4), 3: (3, 4), 4: (4,)}
# Adam7: first column, first row, column step, row step of each pass.
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


class Unfit(ValueError):
    """The bytes are not a PNG, or not one that fits; the message says what was expected and found."""


class Header(NamedTuple):
    width: int
    height: int
    depth: int
    colour: int
    compression: int
    filtering: int
    interlace: int

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Rows, and bytes of a row with the byte that names its filter, of each pass over the picture."""
        bits = self.depth * _SAMPLES[self.colour]
        for left, top, across, down in _PASSES if self.interlace else ((0, 0, 1, 1),):
            columns = max(0, -(-(self.width - left) // across))
            rows = max(0, -(-(self.height - top) // down))
            if rows and columns:
                yield rows, 1 + -(-columns * bits // 8)


class Png(NamedTuple):
    """palette: 3 bytes a colour, empty unless the picture has one; transparency: content of tRNS, None where there is none;
    pixels: filtered, as IDAT holds them inflated."""

    header: Header
    palette: bytes
    transparency: bytes | None
    pixels: bytes


def read(data: bytes, width: int, height: int, channels: int) -> Png:
    """The parts of a PNG that has this size and can be shown in so many channels without loss. Raises Unfit."""
    if not data.startswith(SIGNATURE):
        raise Unfit("expected a PNG, found something else")
    chunks = _chunks(data)
    header = _header(next(chunks), width, height)
    found: dict[bytes, list[bytes]] = {}
    for kind, content in chunks:
        if kind in (b"IDAT", b"PLTE", b"tRNS"):
            if kind != b"IDAT" and (kind in found or b"IDAT" in found):
                raise Unfit(f"the PNG has its chunk {kind.decode()} twice, or after its pixels")
            found.setdefault(kind, []).append(content)
        elif kind != b"IEND" and not kind[0] & 0x20:
            raise Unfit("the PNG has a critical chunk that this server does not know")
    palette, (transparency,) = b"".join(found.get(b"PLTE", ())), found.get(b"tRNS", [None])
    _check_colours(header, palette, transparency, channels)
    return Png(header, palette, transparency, _inflate(b"".join(found.get(b"IDAT", ())), header))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each chunk, IHDR first, up to IEND."""
    at = len(SIGNATURE)
    kind = b""
    while kind != b"IEND":
        if len(data) < at + 12:
            raise Unfit("the PNG is cut off")
        length, kind = struct.unpack_from(">I4s", data, at)
        if length > len(data) - at - 12:
            raise Unfit("the PNG is cut off")
        content = data[at + 8:at + 8 + length]
        if zlib.crc32(content, zlib.crc32(kind)) != struct.unpack_from(">I", data, at + 8 + length)[0]:
            raise Unfit(f"the PNG is damaged: the checksum of its chunk at byte {at} is wrong")
        yield kind, content
        at += 12 + length


def _header(first: tuple[bytes, bytes], width: int, height: int) -> Header:
    kind, content = first
    if kind != b"IHDR" or len(content) != 13:
        raise Unfit("the PNG does not start with IHDR")
    header = Header(*struct.unpack(">IIBBBBB", content))
    if (header.width, header.height) != (width, height):
        raise Unfit(f"expected a PNG {width} wide and {height} high, found {header.width} wide and {header.height} high")
    depths = (1, 2, 4, 8) if header.colour == PALETTE else (8,)
    if header.colour not in _SAMPLES or header.compression or header.filtering or header.interlace > 1:
        raise Unfit("the PNG is of a kind that the standard does not know")
    if header.depth not in depths:
        raise Unfit(f"expected a PNG of 8 bits a channel, found {header.depth}")
    return header


def _check_colours(header: Header, palette: bytes, transparency: bytes | None, channels: int) -> None:
    if header.colour == PALETTE and not (len(palette) % 3 == 0 and 3 <= len(palette) <= 768):
        raise Unfit("expected a palette of 1 to 256 colours, found none or another size")
    if transparency is not None:
        longest = {GREY: 2, RGB: 6, PALETTE: len(palette) // 3}.get(header.colour, -1)
        if len(transparency) > longest or (header.colour != PALETTE and len(transparency) != longest):
            raise Unfit("the PNG has a chunk tRNS that does not suit its colours")
    alpha = transparency is not None or header.colour in (GREY_ALPHA, RGBA)
    found = (1 if header.colour in (GREY, GREY_ALPHA) else 3) + alpha
    if channels not in _WIDENS[found]:
        lost = "alpha" if alpha and channels in _WIDENS[found - 1] else "colour"
        raise Unfit(f"expected a PNG that is {_NAMES[channels]}, found {_NAMES[found]}, which would lose {lost}")


def _inflate(deflated: bytes, header: Header) -> bytes:
    size = sum(rows * length for rows, length in header.blocks())
    inflater = zlib.decompressobj()
    try:
        pixels = inflater.decompress(deflated, size + 1)
    except zlib.error:
        raise Unfit("the pixels of the PNG cannot be inflated") from None
    if len(pixels) != size or not inflater.eof:
        found = "more" if len(pixels) > size else "fewer, or an end that is cut off"
        raise Unfit(f"expected pixels that inflate to {size} bytes, found {found}")
    start = 0
    for rows, length in header.blocks():
        if max(pixels[start:start + rows * length:length]) > 4:
            raise Unfit("a row of the PNG names a filter that the standard does not know")
        start += rows * length
    return pixels
