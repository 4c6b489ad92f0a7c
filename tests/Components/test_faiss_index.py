"""The index against brute force in NumPy, on 500 photos as the catalogue and 500 as queries."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import faiss_index
import numpy as np
import pytest
from vector_index import TYPES

from modelyard import Asked, Column, Labels, Matrix, Neighbours, Rows, Unanswerable

WAYS = {"flat": {"index": "flat"}, "ivf-flat": {"index": "ivf-flat", "lists": 20, "probes": 20}, "hnsw": {"index": "hnsw", "breadth": 200}}


@pytest.fixture(scope="module")
def embedding(run_step, pixels):
    return run_step("pca", {"matrix": pixels["matrix"]}, {"components": 16}, twice=False)


@pytest.fixture(scope="module")
def indexed(run_step, embedding, parts):
    """indexed(index=…, metric=…): the step's outputs, each made once."""
    made = {}

    def run(**with_):
        key = tuple(sorted(with_.items()))
        if key not in made:
            made[key] = run_step("faiss-index", {"matrix": embedding["matrix"], "labels": parts["labels"]}, with_)
        return made[key]

    return run


@pytest.fixture(scope="module")
def vectors(embedding, parts):
    """Catalogue and queries, float64, and the row numbers of both."""
    values, labels = Matrix.read(embedding["matrix"]).values.astype(np.float64), Labels.read(parts["labels"])
    return values[labels.numbers(0)], values[labels.numbers(1)], labels.numbers(0), labels.numbers(1)


def brute_force(queries, catalogue, metric):
    """float64 [T, N]"""
    if metric == "l2":
        return np.sqrt(((queries[:, np.newaxis] - catalogue) ** 2).sum(axis=2))
    if metric == "inner-product":
        return -queries @ catalogue.T
    return 1 - (queries / np.linalg.norm(queries, axis=1, keepdims=True)) @ (catalogue / np.linalg.norm(catalogue, axis=1, keepdims=True)).T


@pytest.mark.parametrize("metric", ["l2", "inner-product", "cosine"])
@pytest.mark.parametrize("way", WAYS)
def test_it_finds_what_brute_force_finds(indexed, vectors, way, metric):
    catalogue, queries, train, test = vectors
    found = Neighbours.read(indexed(**WAYS[way], metric=metric)["predictions"])
    assert found.metric == metric and np.array_equal(found.rows, test)
    exact = brute_force(queries, catalogue, metric)
    np.testing.assert_allclose(found.distances, np.sort(exact, axis=1)[:, :10], atol=1e-4, rtol=1e-5)
    positions = np.searchsorted(train, np.array(found.ids, dtype=np.int64))
    np.testing.assert_allclose(np.take_along_axis(exact, positions, axis=1), found.distances, atol=1e-4, rtol=1e-5)
    assert (np.diff(found.distances, axis=1) >= 0).all()


@pytest.mark.parametrize("way", WAYS)
def test_a_server_answers_for_one_row_what_training_saw(indexed, embedding, vectors, way):
    step, test = indexed(**WAYS[way], metric="l2"), vectors[3]
    found, state = Neighbours.read(step["predictions"]), faiss_index.load(step["state"])
    for number in (0, 250, 499):
        served = faiss_index.predict(matrix=Matrix.read(embedding["matrix"]).take(test[[number]]), state=state)
        assert served.ids == [found.ids[number]]
        np.testing.assert_array_equal(served.distances[0], found.distances[number])


@pytest.mark.parametrize("way", WAYS)
def test_it_is_asked_by_features_by_vector_and_by_id(indexed, embedding, vectors, way):
    state, catalogue = faiss_index.load(indexed(**WAYS[way], metric="l2")["state"]), vectors[0]
    one = Matrix.read(embedding["matrix"]).take(vectors[3][[3]])
    asked = Asked(4, np.array([1]), {"vector": [one.values[0], None, None, None], "id": [None, None, "17", "17"], "k": [None, None, 3, 500]})
    found = faiss_index.predict(matrix=one, state=state, asked=asked)
    assert found.ids[0] == found.ids[1] and [len(ids) for ids in found.ids] == [10, 10, 3, 499]
    others = np.argsort(brute_force(catalogue[[17]], catalogue, "l2")[0], kind="stable")[1:4]
    assert found.ids[2] == [str(number) for number in others] and "17" not in found.ids[3]
    assert faiss_index.predict(matrix=None, state=state, asked=Asked(1, np.array([], dtype=np.int64), {"id": ["0"], "k": [1]})).count == 1


def test_an_unknown_id_is_the_askers_mistake(indexed):
    state = faiss_index.load(indexed(index="flat")["state"])
    for name in ("500", "x" * 300, "1\0", "", "17 "):
        with pytest.raises(Unanswerable, match=r"instances\[0\]\.id: expected the id of one of the 500 items of the index, found "):
            faiss_index.predict(matrix=None, state=state, asked=Asked(1, np.array([], dtype=np.int64), {"id": [name]}))


def test_few_probes_still_give_as_many_neighbours(indexed):
    found = Neighbours.read(indexed(index="ivf-flat", lists=100, probes=1, k=50)["predictions"])
    assert {len(ids) for ids in found.ids} == {50} and all(len(set(ids)) == 50 for ids in found.ids)


def test_ids_come_from_a_column(run_step, failing_step, embedding, parts, tmp_path):
    count = 1000
    names = [f"sku-{number:04}-é" for number in range(count)]
    Rows({"sku": Column("string", names)}).write(tmp_path)
    inputs = {"matrix": embedding["matrix"], "labels": parts["labels"], "rows": tmp_path}
    step = run_step("faiss-index", inputs, {"id": "sku"})
    state = faiss_index.load(step["state"])
    assert [state.ids.position(name) for name in names[:500]] == list(range(500))
    assert state.ids.position(names[500]) is None
    names[3] = names[7]
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    Rows({"sku": Column("string", names)}).write(tmp_path)
    assert failing_step("faiss-index", inputs, {"id": "sku"}) == "error: 1 ids stand more than once, 'sku-0007-é' is one; expected each once"
    del inputs["rows"]
    assert failing_step("faiss-index", inputs, {"id": "sku"}) == (
        "error: the ids are to be in the column 'sku' (parameter id), but the input rows is not given")


@pytest.mark.parametrize("way, file, mapped", [("flat", "vectors.npy", True), ("ivf-flat", "index.faiss", True), ("hnsw", "index.faiss", False)])
def test_which_types_are_mapped_from_their_file(indexed, way, file, mapped):
    step = indexed(**WAYS[way], metric="l2")
    with open(step["state"] / file, "rb") as written:
        os.fsync(written.fileno())  # a page that waits to be written to the disk counts as dirty, whoever wrote it
    state = faiss_index.load(step["state"])
    assert faiss_index.predict(matrix=None, state=state, asked=Asked(1, np.array([], dtype=np.int64), {"id": ["0"]})).count == 1
    path = str(step["state"] / file)
    kept = [area for area in re.split(r"(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text()) if path in area]
    assert bool(kept) == mapped
    for area in kept:
        assert re.search(r"Private_Dirty:\s+0 kB", area) and re.search(r"Anonymous:\s+0 kB", area)
    assert len(os.listdir("/proc/self/task")) == 1, "no thread that a fork would lose"


def test_the_signature_must_fit_the_index(indexed):
    state = faiss_index.load(indexed(index="flat")["state"])
    faiss_index.check_signature(instance={"vector": {"length": 16}}, state=state)
    with pytest.raises(ValueError, match="signature.instance.vector has the length 64, the index holds vectors of 16 numbers"):
        faiss_index.check_signature(instance={"vector": {"length": 64}}, state=state)
    assert faiss_index.describe(state) == {"items": 500, "length": 16, "k": 10, "index": "flat", "metric": "l2"}


def test_every_type_is_a_choice():
    from conftest import specification

    assert specification("faiss-index")["parameters"]["index"]["choices"] == list(TYPES)
