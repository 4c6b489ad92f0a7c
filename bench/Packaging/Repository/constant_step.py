import os
import random

from tiny import ROWS, TRAIN, step, write_array, write_json

test = list(range(TRAIN, ROWS))
write_json("predictions", "predictions.json", {"count": len(test), "classes": ["even", "odd"]})
write_array("predictions", "rows.npy", "<i8", [len(test)], test)
write_array("predictions", "codes.npy", "<i4", [len(test)], [0] * len(test))
write_array("predictions", "scores.npy", "<f4", [len(test), 2], [0.75, 0.25] * len(test))
write_json("state", "constant.json", {"scores": [0.75, 0.25]})
numbers = random.Random(step["parameters"]["megabytes"])
with open(os.path.join(step["outputs"]["state"], "weights.bin"), "wb") as file:
    for _ in range(step["parameters"]["megabytes"]):
        file.write(numbers.randbytes(1_000_000))
