"""Opens apt's lists however they are compressed, without apt: an image has Debian's Python and its base libraries, not apt."""

from __future__ import annotations

import bz2
import ctypes
import gzip
import lzma
import zlib
from pathlib import Path
from typing import Callable

_LZ4 = "liblz4.so.1"
_LZ4_VERSION = 100  # LZ4F_VERSION of lz4frame.h
_PIECE = 1 << 20


class Broken(Exception):
    """The list cannot be unpacked."""


def unpacked(file: Path) -> bytes:
    """What a list holds. By the end of its name: apt keeps lists plain, or by Acquire::GzipIndexes in one of these forms."""
    try:
        return _UNPACKERS.get(file.suffix, bytes)(file.read_bytes())
    except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError) as broken:
        raise Broken(str(broken)) from broken


def _lz4(packed: bytes) -> bytes:
    """Frames of LZ4, by the library that apt and systemd use (lz4frame.h)."""
    lz4 = ctypes.CDLL(_LZ4)
    lz4.LZ4F_createDecompressionContext.restype = lz4.LZ4F_decompress.restype = ctypes.c_size_t
    lz4.LZ4F_getErrorName.restype = ctypes.c_char_p
    lz4.LZ4F_getErrorName.argtypes = lz4.LZ4F_isError.argtypes = [ctypes.c_size_t]
    lz4.LZ4F_decompress.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_size_t), ctypes.c_char_p, ctypes.POINTER(ctypes.c_size_t), ctypes.c_void_p]
    lz4.LZ4F_freeDecompressionContext.argtypes = [ctypes.c_void_p]
    context = ctypes.c_void_p()

    def checked(result: int) -> int:
        if lz4.LZ4F_isError(result):
            raise ValueError(lz4.LZ4F_getErrorName(result).decode())
        return result

    checked(lz4.LZ4F_createDecompressionContext(ctypes.byref(context), _LZ4_VERSION))
    try:
        pieces, buffer, wanted, full = [], ctypes.create_string_buffer(_PIECE), 0, False
        at = 0
        while at < len(packed) or (full and wanted != 0):
            piece = packed[at:at + _PIECE]
            given, made = ctypes.c_size_t(len(piece)), ctypes.c_size_t(_PIECE)
            wanted = checked(lz4.LZ4F_decompress(context, buffer, ctypes.byref(made), piece, ctypes.byref(given), None))
            pieces.append(buffer.raw[:made.value])
            at += given.value
            # What did not fit is still inside, and comes without more input.
            full = made.value == _PIECE
        if wanted != 0:
            raise EOFError("it is not whole")
        return b"".join(pieces)
    finally:
        lz4.LZ4F_freeDecompressionContext(context)


_UNPACKERS: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.decompress, ".xz": lzma.decompress, ".bz2": bz2.decompress, ".lz4": _lz4}
