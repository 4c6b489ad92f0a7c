"""How a split chooses the part of each row. Shares are [train, test, validation] and add up to 1."""

from __future__ import annotations

import hashlib
from typing import Any, Mapping, Sequence

import numpy as np

from .labels import PARTS, TRAIN
from .rows import Column, Rows
from .step import StepFailure

WAYS = ("given", "hash", "group")


def given_parts(rows: Rows, column: str) -> np.ndarray:
    """Part of each row as its column says: uint8 [N]. Raises StepFailure for any other word."""
    values = rows.strings(column)
    unknown = sorted(set(values) - set(PARTS))
    if unknown:
        first = next(number for number, value in enumerate(values) if value not in PARTS)
        found = ", ".join(map(repr, unknown[:5]))
        raise StepFailure(f"column {column!r} (parameter given) says {found}, first in row {first}; "
                          f"expected {', '.join(PARTS)}")
    return np.array([PARTS.index(value) for value in values], dtype=np.uint8)


def assign_parts(rows: Rows, codes: np.ndarray, parameters: Mapping[str, Any]) -> np.ndarray:
    """Part of each row: uint8 [N], as the parameters `given`, `hash`, `group`, `test`, `validation` and `seed` say.

    codes int [N]: strata that get near their shares in every part. Raises StepFailure where parameters contradict each
    other or the rows.
    """
    chosen = [way for way in WAYS if parameters[way] is not None]
    if len(chosen) > 1:
        raise StepFailure(f"parameters {' and '.join(chosen)} are both set; a split follows one of {', '.join(WAYS)}, or none")
    if "given" in chosen:
        return given_parts(rows, parameters["given"])
    test, validation, seed = parameters["test"], parameters["validation"], parameters["seed"]
    if test + validation >= 1:
        raise StepFailure(f"parameters test ({test}) and validation ({validation}) leave nothing to train; "
                          "their sum must be below 1")
    shares = np.array([1 - test - validation, test, validation])
    if "hash" in chosen:
        return by_hash(rows[parameters["hash"]], shares, seed, parameters["hash"])
    if "group" in chosen:
        rows.array(parameters["group"], "string")
        return by_group(rows[parameters["group"]].values, codes, shares, seed)
    return stratified(codes, shares, seed)


def stratified(codes: np.ndarray, shares: np.ndarray, seed: int) -> np.ndarray:
    """Random within each class, uint8 [N]. What rounding takes from one class the next one gets, so that the sums hold too.

    Every class keeps a training row.
    """
    random = np.random.RandomState(seed)
    parts = np.full(len(codes), TRAIN, dtype=np.uint8)
    owed = np.zeros(len(shares))
    for code in range(codes.max() + 1):
        numbers = random.permutation(np.flatnonzero(codes == code))
        left = len(numbers) - 1
        start = 0
        for part in range(1, len(shares)):
            owed[part] += len(numbers) * shares[part]
            count = min(max(int(np.rint(owed[part])), 0), left - start)
            parts[numbers[start:start + count]] = part
            owed[part] -= count
            start += count
    return parts


def by_hash(column: Column, shares: np.ndarray, seed: int, name: str) -> np.ndarray:
    """uint8 [N]: SHA-256 of seed, a zero byte and the value; its first 52 bits are a point in [0, 1).

    The points below the test share are the test, the next the validation, so that neither other rows nor their order
    matter, and a greater test share only adds to the test.
    """
    bounds = np.cumsum(shares[[1, 2]])
    order = np.array([1, 2, TRAIN], dtype=np.uint8)
    prefix = f"{seed}\0".encode()
    points = np.empty(len(column))
    for number, value in enumerate(column.values):
        if value is None:
            raise StepFailure(f"column {name!r} (parameter hash) has no value in row {number}; every row needs one")
        content = value.tobytes() if column.type == "image" else str(value).encode("utf-8")
        points[number] = int.from_bytes(hashlib.sha256(prefix + content).digest()[:8], "big") >> 12
    return order[np.searchsorted(bounds, points / 2.0**52, side="right")]


def by_group(groups: Sequence[str | None], codes: np.ndarray, shares: np.ndarray, seed: int) -> np.ndarray:
    """uint8 [N]: groups stay whole, and each class gets near its share in every part.

    Greedy, the largest group first: a group goes where it lowers the sum over classes of (rows - wanted)² / wanted most.
    A row without a group is a group of its own.
    """
    own = [("row", number) if group is None else ("group", group) for number, group in enumerate(groups)]
    numbering: dict[tuple, int] = {}
    group_of = np.array([numbering.setdefault(key, len(numbering)) for key in own])
    counts = np.zeros((len(numbering), codes.max() + 1))
    np.add.at(counts, (group_of, codes), 1)

    open_parts = np.flatnonzero(shares > 0)
    wanted = shares[open_parts, np.newaxis] * counts.sum(axis=0)
    filled = np.zeros_like(wanted)
    part_of_group = np.empty(len(counts), dtype=np.uint8)
    shuffled = np.random.RandomState(seed).permutation(len(counts))
    for group in shuffled[np.argsort(-counts[shuffled].sum(axis=1), kind="stable")]:
        rows = counts[group]
        change = (((filled + rows - wanted) ** 2 - (filled - wanted) ** 2) / wanted).sum(axis=1)
        best = int(change.argmin())
        part_of_group[group] = open_parts[best]
        filled[best] += rows
    return part_of_group[group_of]
