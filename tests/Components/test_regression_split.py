from __future__ import annotations

import numpy as np
import pytest

from modelyard import PARTS, TEST, TRAIN, Column, Rows, Targets


def test_every_part_gets_its_share_of_each_band(run_step, patients):
    split = run_step("regression-split", {"rows": patients}, {"target": "progress", "test": 0.2, "validation": 0.1})
    rows, targets = Rows.read(split["rows"]), Targets.read(split["targets"])
    assert np.array_equal(targets.values, rows["progress"].values) and rows.count == 442
    assert [PARTS[code] for code in targets.part] == rows["part"].values
    assert np.abs(np.bincount(targets.part) - np.array([0.7, 0.2, 0.1]) * 442).max() <= 1
    for low, high in zip(*(np.quantile(targets.values, share) for share in (np.arange(5) / 5, np.arange(1, 6) / 5))):
        inside = (targets.values >= low) & (targets.values <= high)
        assert np.abs(np.bincount(targets.part[inside]) / inside.sum() - [0.7, 0.2, 0.1]).max() < 0.03
    assert split.metrics == {"train-rows": 310, "test-rows": 88, "validation-rows": 44, "left-out-rows": 0}


def test_rows_without_the_number_are_refused_or_left_out(run_step, failing_step, tmp_path):
    price = np.array([1.0, np.nan, 3.0, np.nan, 5.0, 6.0])
    Rows({"price": Column("number", price), "name": Column("string", list("abcdef"))}).write(tmp_path)
    assert failing_step("regression-split", {"rows": tmp_path}, {"target": "price"}) == (
        "error: column 'price' (parameter target) has no value in 2 of 6 rows, first in row 1; "
        "give them one, or set missing: leave-out")
    split = run_step("regression-split", {"rows": tmp_path}, {"target": "price", "missing": "leave-out", "hash": "name"})
    assert Rows.read(split["rows"]).strings("name") == ["a", "c", "e", "f"]
    assert Targets.read(split["targets"]).values.tolist() == [1, 3, 5, 6] and split.metrics["left-out-rows"] == 2


@pytest.mark.parametrize("column, with_, message", [
    (Column("string", ["1", "2"]), {}, "column 'price' (parameter target) is of type string; expected number or integer"),
    (Column("number", [1, np.inf]), {}, "column 'price' (parameter target) is infinite in row 1"),
    (Column("number", [1, np.nan]), {"missing": "leave-out"},
     "column 'price' (parameter target) has a value in 1 rows; a split needs two or more"),
    (Column("integer", [1, 2]), {"test": 0.6, "validation": 0.4},
     "parameters test (0.6) and validation (0.4) leave nothing to train; their sum must be below 1")])
def test_what_cannot_be_split_is_said(failing_step, tmp_path, column, with_, message):
    Rows({"price": column}).write(tmp_path)
    assert failing_step("regression-split", {"rows": tmp_path}, {"target": "price", **with_}) == f"error: {message}"


def test_groups_stay_whole(run_step, tmp_path):
    draw = np.random.RandomState(1)
    groups = [f"seller{number}" for number in draw.randint(0, 60, 600)]
    Rows({"price": Column("number", draw.rand(600)), "seller": Column("string", groups)}).write(tmp_path)
    split = run_step("regression-split", {"rows": tmp_path}, {"target": "price", "group": "seller"})
    part = Targets.read(split["targets"]).part
    sides = {group: {int(side) for name, side in zip(groups, part) if name == group} for group in groups}
    assert all(len(side) == 1 for side in sides.values())
    assert abs((part == TEST).mean() - 0.2) < 0.02 and (part == TRAIN).any()
