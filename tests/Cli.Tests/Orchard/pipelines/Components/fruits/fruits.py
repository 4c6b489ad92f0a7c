"""Apples, bananas and cherries in turn, each near its kind's usual measures."""

import numpy as np
from modelyard import Column, Rows, main

# grams, centimetres
USUAL = {"apple": (150, 8), "banana": (120, 19), "cherry": (7, 2)}


def run(step):
    count = step.parameters["count"]
    kinds = [list(USUAL)[number % len(USUAL)] for number in range(count)]
    spread = 1 + 0.2 * np.random.default_rng(1).uniform(-1, 1, size=(count, 2))
    measures = np.array([USUAL[kind] for kind in kinds]) * spread
    Rows({"weight": Column("number", measures[:, 0]), "length": Column("number", measures[:, 1]),
          "kind": Column("string", kinds)}).write(step.outputs["rows"])


if __name__ == "__main__":
    main(__name__)
