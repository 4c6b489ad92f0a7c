"""The artifact of a similarity search: the platform's own components, fitted on pictures of noise around a few patterns."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
from artifacts import RUNTIME
from modelyard import Column, Matrix, Rows, write_json

COMPONENTS = RUNTIME.parents[1] / "Components"
SIDE, LENGTH = 8, 16
SIGNATURE: dict[str, Any] = {
    "instance": {"photo": {"type": "image", "width": SIDE, "height": SIDE, "channels": 1, "optional": True},
                 "vector": {"type": "vector", "length": LENGTH, "optional": True}, "id": {"type": "string", "optional": True},
                 "k": {"type": "integer", "minimum": 1, "maximum": 50, "optional": True}},
    "one-of": ["photo", "vector", "id"],
    "prediction": {"neighbours": {"type": "neighbours"}}}
_STEPS = [("pixels", "picture-scale", "transform", {"rows": "$instance"}, "matrix", {"column": "photo", "size": SIDE, "channels": None}),
          ("embedding", "pca", "transform", {"matrix": "pixels.matrix"}, "matrix", {"components": LENGTH}),
          ("index", "faiss-index", "predict", {"matrix": "embedding.matrix"}, "predictions", {})]


def photos(count: int) -> np.ndarray:
    """uint8 [count, SIDE, SIDE, 1]"""
    draw = np.random.default_rng(3)
    patterns = draw.integers(0, 200, (10, SIDE, SIDE, 1))
    return (patterns[draw.integers(0, 10, count)] + draw.integers(0, 56, (count, SIDE, SIDE, 1))).astype(np.uint8)


def searched(artifact: Path, *, items: int = 600, index: str = "ivf-flat", signature: dict[str, Any] = SIGNATURE) -> Path:
    sys.path[:0] = [str(COMPONENTS / step[1]) for step in _STEPS if str(COMPONENTS / step[1]) not in sys.path]
    values: Any = Rows({"photo": Column("image", photos(items))})
    for name, component, call, _, _, parameters in _STEPS:
        module = importlib.import_module(component.replace("-", "_"))
        folder = artifact / "state" / name
        folder.mkdir(parents=True)
        shutil.copytree(COMPONENTS / component, artifact / "code" / component, ignore=shutil.ignore_patterns("__pycache__"))
        if call == "predict":
            ids = importlib.import_module("item_ids").ItemIds.of([f"item-{number}" for number in range(items)])
            module.build(values, ids, {"index": index, "metric": "l2", "k": 10, "lists": 20, "probes": 20, "seed": 1, "links": 16, "breadth": 64}, folder)
        else:
            state = module.fit(**{"rows" if isinstance(values, Rows) else "matrix": values}, parameters=parameters)
            module.save(state, folder)
            values = module.transform(**{"rows" if isinstance(values, Rows) else "matrix": values}, state=module.load(folder))
    shutil.copytree(RUNTIME, artifact / "code" / "runtime", ignore=shutil.ignore_patterns("__pycache__"))
    steps = [{"name": name, "component": component, "module": component.replace("-", "_"), "call": call, "inputs": inputs,
              "output": output, "parameters": parameters, **({"asks": ["id", "k", "vector"]} if call == "predict" else {})}
             for name, component, call, inputs, output, parameters in _STEPS]
    write_json(artifact / "chain.json", {"format": 1, "model": "look", "candidate": "test", "kind": "python", "signature": signature,
                                         "answers": "neighbours", "steps": steps, "output": "index"})
    return artifact


def vectors(artifact: Path, pictures: np.ndarray) -> np.ndarray:
    """float32 [N, LENGTH]: what the chain makes of pictures before it searches."""
    scale, pca = importlib.import_module("picture_scale"), importlib.import_module("pca")
    pixels: Matrix = scale.transform(rows=Rows({"photo": Column("image", pictures)}), state=scale.load(artifact / "state" / "pixels"))
    return pca.transform(matrix=pixels, state=pca.load(artifact / "state" / "embedding")).values
