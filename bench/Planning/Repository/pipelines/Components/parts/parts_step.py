import json
import os

from tiny import ROWS, TRAIN, rows, step, write_array, write_json

rows("rows", {"x": {"type": "number"}, "part": {"type": "string"}})
with open(os.path.join(step["outputs"]["rows"], "part.jsonl"), "w", encoding="utf-8") as file:
    file.writelines(json.dumps("train" if number < TRAIN else "test") + "\n" for number in range(ROWS))
write_json("labels", "labels.json", {"count": ROWS, "classes": ["even", "odd"]})
write_array("labels", "codes.npy", "<i4", [ROWS], [number % 2 for number in range(ROWS)])
write_array("labels", "part.npy", "|u1", [ROWS], [0] * TRAIN + [1] * (ROWS - TRAIN))
