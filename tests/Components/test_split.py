from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from modelyard import PARTS, TEST, TRAIN, VALIDATION, Column, Labels, Rows


@pytest.fixture
def listings(tmp_path):
    """A folder of rows as the argument describes them: name → list of texts."""

    def write(**columns):
        folder = tmp_path / f"rows{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        Rows({name: Column("string", values) for name, values in columns.items()}).write(folder)
        return {"rows": folder}

    return write


def packages(count: int, seed: int = 3):
    """Listings of packages: one to six a package, mostly of one class, three classes of unequal size."""
    random = np.random.RandomState(seed)
    labels, groups = [], []
    while len(labels) < count:
        name, label = f"package{len(set(groups))}", random.choice(["game", "office", "science"], p=[0.6, 0.3, 0.1])
        for _ in range(random.randint(1, 7)):
            labels.append(label if random.rand() < 0.9 else "game")
            groups.append(name)
    return {"label": labels, "package": groups, "name": [f"{group}-{number}" for number, group in enumerate(groups)]}


def shares(labels: Labels, part: int) -> np.ndarray:
    """Share of each class that the part has."""
    return np.bincount(labels.codes[labels.part == part], minlength=len(labels.classes)) / np.bincount(labels.codes)


def test_given_parts_are_kept(parts, photos):
    rows, labels = Rows.read(parts["rows"]), Labels.read(parts["labels"])
    assert rows["part"].values == Rows.read(photos["rows"])["part"].values
    assert labels.classes == sorted(set(rows["label"].values))
    assert [labels.classes[code] for code in labels.codes] == rows["label"].values
    assert [PARTS[code] for code in labels.part] == rows["part"].values


def test_random_parts_are_stratified_and_follow_the_seed(run_step, photos):
    first = run_step("split", {"rows": photos["rows"]}, {"test": 0.3, "validation": 0.1})
    other = run_step("split", {"rows": photos["rows"]}, {"test": 0.3, "validation": 0.1, "seed": 2}, twice=False)
    labels = Labels.read(first["labels"])
    assert np.bincount(labels.part).tolist() == [600, 300, 100]
    sizes = np.bincount(labels.codes)
    assert np.abs(shares(labels, TEST) - 0.3).max() <= 1 / sizes.min()
    assert np.abs(shares(labels, VALIDATION) - 0.1).max() <= 1 / sizes.min()
    assert first.digests["labels"] != other.digests["labels"]
    assert first.metrics == {"train-rows": 600, "test-rows": 300, "validation-rows": 100, "left-out-rows": 0, "classes": 10}


def test_every_class_keeps_a_row_to_train(run_step, listings):
    inputs = listings(label=["rare"] * 2 + ["common"] * 8)
    labels = Labels.read(run_step("split", inputs, {"test": 0.5, "validation": 0.4}, twice=False)["labels"])
    assert set(labels.codes[labels.part == TRAIN]) == {0, 1}


def test_groups_stay_whole_and_classes_near_their_shares(run_step, listings):
    inputs = listings(**packages(900))
    finished = run_step("split", inputs, {"group": "package", "test": 0.25, "validation": 0.1})
    rows, labels = Rows.read(finished["rows"]), Labels.read(finished["labels"])
    assert len(set(zip(rows["package"].values, rows["part"].values))) == len(set(rows["package"].values))
    assert np.abs(shares(labels, TEST) - 0.25).max() < 0.02
    assert np.abs(shares(labels, VALIDATION) - 0.1).max() < 0.02


def test_rows_without_a_group_are_apart(run_step, listings):
    labels = Labels.read(run_step("split", listings(label=["a", "b"] * 50, package=[None] * 100),
                                  {"group": "package"}, twice=False)["labels"])
    assert np.bincount(labels.part).tolist() == [80, 20]


def test_a_hashed_row_keeps_its_part_as_rows_are_added(run_step, listings):
    many = packages(900)
    few = {name: values[100:400] for name, values in many.items()}
    with_ = {"hash": "name", "test": 0.2, "validation": 0.1}
    all_rows, some_rows = (Rows.read(run_step("split", listings(**columns), with_, twice=columns is few)["rows"])
                           for columns in (many, few))
    part_of = dict(zip(all_rows["name"].values, all_rows["part"].values))
    assert some_rows["part"].values == [part_of[name] for name in some_rows["name"].values]
    counts = Counter(part_of.values())
    assert abs(counts["test"] / 900 - 0.2) < 0.04 and abs(counts["validation"] / 900 - 0.1) < 0.03


def test_a_greater_test_share_only_adds_to_the_test(run_step, listings):
    inputs = listings(**packages(300))
    small, large = (Labels.read(run_step("split", inputs, {"hash": "name", "test": test}, twice=False)["labels"]).part
                    for test in (0.2, 0.3))
    assert (large[small == TEST] == TEST).all() and (large == TEST).sum() > (small == TEST).sum()


def test_rows_without_a_label_and_rare_classes_are_left_out(run_step, listings):
    inputs = listings(label=["a", None, "b", "", "a", "once", "b"], name=list("tuvwxyz"))
    finished = run_step("split", inputs, twice=False)
    assert Rows.read(finished["rows"])["name"].values == ["t", "v", "x", "z"]
    assert Labels.read(finished["labels"]).classes == ["a", "b"]
    assert finished.metrics["left-out-rows"] == 3


@pytest.mark.parametrize("with_, message", [
    ({"given": "side", "hash": "name"}, "error: parameters given and hash are both set; "
                                        "a split follows one of given, hash, group, or none"),
    ({"given": "side"}, "error: column 'side' (parameter given) says '', 'Train', 'dev', first in row 0; "
                        "expected train, test, validation"),
    ({"test": 0.6, "validation": 0.4}, "error: parameters test (0.6) and validation (0.4) leave nothing to train; "
                                       "their sum must be below 1"),
    ({"hash": "side"}, "error: column 'side' (parameter hash) has no value in row 3; every row needs one"),
    ({"label": "category"}, "error: no column 'category'; the rows have: label, name, side"),
    ({"minimum": 3}, "error: column 'label' needs two classes of at least 3 rows (parameter minimum); found a: 2, b: 2"),
])
def test_what_cannot_be_split_is_said_in_one_line(failing_step, listings, with_, message):
    inputs = listings(label=["a", "b", "a", "b"], side=["Train", "dev", "test", None], name=list("wxyz"))
    assert failing_step("split", inputs, with_) == message
