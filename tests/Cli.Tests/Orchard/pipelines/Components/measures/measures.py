"""Weight and length as numbers."""

import numpy as np
from modelyard import Matrix, main, read_json, write_json


def fit(*, rows, parameters):
    if not parameters["standardise"]:
        return {"mean": [0, 0], "deviation": [1, 1]}
    values = table(rows)
    return {"mean": values.mean(axis=0).tolist(), "deviation": values.std(axis=0).tolist()}


def transform(*, rows, state):
    values = table(rows)
    return Matrix((values - np.array(state["mean"])) / np.array(state["deviation"]))


def table(rows):
    """float64 [N, 2]"""
    return np.stack([rows.array("weight", "number"), rows.array("length", "number")], axis=1)


def save(state, folder):
    write_json(folder / "measures.json", state)


def load(folder):
    return read_json(folder / "measures.json")


if __name__ == "__main__":
    main(__name__)
