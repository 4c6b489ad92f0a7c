from tiny import rows

rows("rows", {"x": {"type": "number"}})
