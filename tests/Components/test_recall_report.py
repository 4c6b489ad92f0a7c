from __future__ import annotations

import json
import xml.dom.minidom

import numpy as np
import pytest
import recall_report
from exact_search import distances, nearest

from modelyard import Labels, Matrix, Neighbours


@pytest.fixture(scope="module")
def embedding(run_step, pixels):
    return run_step("pca", {"matrix": pixels["matrix"]}, {"components": 16}, twice=False)


def reported(run_step, embedding, parts, with_, queries=None):
    inputs = {"matrix": embedding["matrix"], "labels": parts["labels"]}
    index = run_step("faiss-index", inputs, with_, twice=False)
    step = run_step("recall-report", {**inputs, "predictions": index["predictions"]}, {"queries": queries})
    return index, step


@pytest.mark.parametrize("metric", ["l2", "inner-product", "cosine"])
def test_the_exact_search_is_that_of_brute_force(embedding, parts, metric):
    values, labels = Matrix.read(embedding["matrix"]).values, Labels.read(parts["labels"])
    catalogue, queries = values[labels.numbers(0)], values[labels.numbers(1)]
    all_of_them = distances(queries, np.broadcast_to(catalogue, (len(queries), *catalogue.shape)), metric)
    exact, positions = nearest(queries, catalogue, 10, metric)
    order = np.argsort(all_of_them, axis=1, kind="stable")[:, :10]
    np.testing.assert_allclose(exact, np.take_along_axis(all_of_them, order, axis=1), rtol=1e-12, atol=1e-12)
    assert (positions == order).mean() > 0.999


def test_an_index_that_looks_at_everything_recalls_everything(run_step, embedding, parts):
    _, step = reported(run_step, embedding, parts, {"index": "flat"})
    assert {name: step.metrics[name] for name in ("recall-at-1", "recall-at-10", "rows")} == {"recall-at-1": 1, "recall-at-10": 1, "rows": 500}
    assert abs(step.metrics["mean-distance-error"]) < 1e-9 and 0.5 < step.metrics["label-agreement"] < 0.9


def test_its_figures_are_those_of_sets_of_ids(run_step, embedding, parts):
    index, step = reported(run_step, embedding, parts, {"index": "ivf-flat", "lists": 40, "probes": 2, "k": 12})
    values, labels = Matrix.read(embedding["matrix"]).values, Labels.read(parts["labels"])
    train, test = labels.numbers(0), labels.numbers(1)
    found = Neighbours.read(index["predictions"])
    _, exact = nearest(values[test], values[train], 12, "l2")
    sets = [len({int(name) for name in ids[:10]} & set(train[row[:10]].tolist())) / 10 for ids, row in zip(found.ids, exact)]
    report = json.loads((step["report"] / "report.json").read_text())
    assert step.metrics["recall-at-10"] == pytest.approx(np.mean(sets), abs=1e-3) and 0.5 < np.mean(sets) < 0.99
    assert report["recall"][9] == step.metrics["recall-at-10"] and len(report["recall"]) == 12
    assert step.metrics["mean-distance-error"] > 0
    agreement = np.mean([labels.codes[int(name)] == labels.codes[row] for ids, row in zip(found.ids, found.rows) for name in ids])
    assert step.metrics["label-agreement"] == pytest.approx(agreement)


def test_it_can_look_at_some_queries_only(run_step, embedding, parts):
    _, step = reported(run_step, embedding, parts, {"index": "flat", "k": 1}, queries=50)
    assert step.metrics["rows"] == 50 and "recall-at-10" not in step.metrics


def test_the_picture_is_svg(run_step, embedding, parts):
    _, step = reported(run_step, embedding, parts, {"index": "flat"})
    picture = xml.dom.minidom.parse(str(step["report"] / "recall.svg"))
    assert picture.documentElement.getAttribute("aria-label") == "Recall of 10 neighbours"


def test_equal_distances_count_whichever_item_was_taken():
    assert recall_report.recalls(np.array([[1.0, 2.0, 2.0]]), np.array([[1.0, 2.0, 2.0]])) == [1, 1, 1]
    assert recall_report.recalls(np.array([[2.0, 3.0]]), np.array([[1.0, 2.0]])) == [0, 0.5]


def test_ids_of_another_catalogue_are_said_in_one_line(run_step, failing_step, embedding, parts, tmp_path):
    inputs = {"matrix": embedding["matrix"], "labels": parts["labels"]}
    labels = Labels.read(parts["labels"])
    Neighbours([["999"]], np.array([[1.0]], dtype=np.float32), "l2", labels.numbers(1)[:1]).write(tmp_path)
    assert failing_step("recall-report", {**inputs, "predictions": tmp_path}) == (
        "error: the neighbour '999' is no id of a training row; give the same rows and the same parameter id as the index has")
