namespace Modelyard.Cli.Tests.Killing;

/// <summary>The files of <see cref="TinyRepository"/>.</summary>
internal static class TinyFiles
{
    /// <summary>The model's file.</summary>
    public const string Model = """
        name: tiny
        owner: tests
        description: Tells a from b, badly.
        signature:
          instance: { text: string }
          prediction: { label: string, scores: { type: map, of: number } }
        candidates:
          one:
            pipeline:
              lines:  { uses: lines }
              parts:  { uses: parts, inputs: { rows: lines.rows } }
              sizes:  { uses: sizes, inputs: { rows: parts.rows } }
              others: { uses: sizes, inputs: { rows: parts.rows }, with: { scale: 2 } }
              guess:  { uses: guess, inputs: { matrices: [sizes.matrix, others.matrix], labels: parts.labels } }
              report: { uses: judge, inputs: { predictions: guess.predictions, labels: parts.labels } }
            serving: { runtime: tiny-server }
        gates: { accuracy: { at-least: 0.5 } }
        tests: { samples: samples.json }
        """;

    private const string Shared = """
        import json, os, struct, time

        step = json.load(open(os.environ["YARD_STEP"]))
        parameters, inputs, outputs = step["parameters"], step["inputs"], step["outputs"]
        time.sleep(0.02)

        def write(port, name, text):
            with open(os.path.join(outputs[port], name), "w") as file:
                file.write(text)

        def document(port, name, value):
            write(port, name, json.dumps(value, sort_keys=True))

        def array(port, name, dtype, shape, format, values):
            header = "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }" % (dtype, "".join(f"{n}, " for n in shape))
            header += " " * (-(len(header) + 11) % 64) + "\n"
            with open(os.path.join(outputs[port], name), "wb") as file:
                file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
                file.write(struct.pack(f"<{len(values)}{format}", *values))

        def rows(port, columns, count=8):
            document(port, "rows.json", {"count": count, "columns": {name: {"type": "string"} for name in columns}})
            for name, values in columns.items():
                write(port, name + ".jsonl", "".join(json.dumps(value) + "\n" for value in values))

        """;

    private const string Server = """
        import http.server, json, os

        serve = json.load(open(os.environ["YARD_SERVE"]))

        class Answers(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.answer({"identity": serve["identity"]})

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                self.answer({"predictions": [{"label": "a", "scores": {"a": 0.75, "b": 0.25}} for _ in asked["instances"]]})

            def answer(self, value):
                body = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        http.server.ThreadingHTTPServer((serve["host"], serve["port"]), Answers).serve_forever()
        """;

    public static IEnumerable<(string Path, string Text)> All =>
    [
        ("models/tiny/model.yaml", Model),
        ("models/tiny/samples.json", """{"instances": [{"text": "one"}]}"""),
        ("pipelines/environments.yaml", "environments: { local: { description: This machine. } }"),
        ("pipelines/Runtimes/tiny/runtime.yaml", "name: tiny\ndescription: The standard library.\nlanguage: python\n"),
        ("pipelines/Runtimes/tiny/tiny.py", Shared),
        ("pipelines/Runtimes/tiny-server/runtime.yaml", """
            name: tiny-server
            description: Answers a.
            language: python
            extends: tiny
            serves: { kind: python, program: TinyServer, command: "python3 -S {program}/server.py" }
            """),
        ("pipelines/TinyServer/server.py", Server),
        .. Component("lines", "source", """
            outputs: { rows: { type: rows, columns: { text: string, label: string } } }
            reads: [/bin/sh]
            """, """rows("rows", {"text": list("abcdefgh"), "label": list("abababab")})"""),
        .. Component("parts", "split", """
            inputs: { rows: rows }
            outputs: { rows: { type: rows, passes: rows, adds: { part: string } }, labels: labels }
            """, """
            rows("rows", {"text": list("abcdefgh"), "label": list("abababab"), "part": ["train", "test"] * 4})
            document("labels", "labels.json", {"count": 8, "classes": ["a", "b"]})
            array("labels", "codes.npy", "<i4", [8], "i", [0, 1] * 4)
            array("labels", "part.npy", "|u1", [8], "B", [0, 1] * 4)
            """),
        .. Component("sizes", "transform", """
            inputs: { rows: rows }
            outputs: { matrix: matrix }
            parameters: { scale: { type: integer, default: 1 } }
            serves: { python: sizes }
            """, """
            array("matrix", "data.npy", "<f4", [8, 1], "f", [parameters["scale"]] * 8)
            document("matrix", "matrix.json", {"rows": 8, "columns": 1, "format": "dense"})
            document("state", "state.json", parameters)
            """),
        .. Component("guess", "estimator", """
            inputs: { matrices: { type: matrix, many: true }, labels: labels }
            outputs: { predictions: predictions }
            parameters: { seed: { type: integer, default: 1 } }
            serves: { python: guess }
            """, """
            document("predictions", "predictions.json", {"count": 4, "classes": ["a", "b"]})
            array("predictions", "rows.npy", "<i8", [4], "q", [1, 3, 5, 7])
            array("predictions", "codes.npy", "<i4", [4], "i", [0] * 4)
            array("predictions", "scores.npy", "<f4", [4, 2], "f", [0.75, 0.25] * 4)
            document("state", "state.json", parameters)
            """),
        .. Component("judge", "report", """
            inputs: { predictions: predictions, labels: labels }
            outputs: { report: report }
            metrics: [accuracy]
            """, """
            document("report", "report.json", {"accuracy": 0.75})
            with open(step["metrics"], "w") as file: file.write('{"accuracy": 0.75}')
            """),
    ];

    private static IEnumerable<(string Path, string Text)> Component(string name, string kind, string ports, string code) =>
    [
        ($"pipelines/Components/{name}/component.yaml", $"name: {name}\nkind: {kind}\ndescription: A test's.\nruntime: tiny\nrun: python3 -S -m {name}\n{ports}\n"),
        ($"pipelines/Components/{name}/{name}.py", $"from tiny import *\n{code}\n"),
    ];
}
