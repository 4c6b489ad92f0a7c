using Modelyard.Planning;
using Modelyard.Planning.Sources;
using Modelyard.Specs;

namespace Modelyard.Tests.Planning;

/// <summary>A committed repository of two models, <c>photo</c> and <c>text</c>, that share a source and differ in everything else.</summary>
public sealed class ModelRepository : IDisposable
{
    public ModelRepository()
    {
        Runtime("base", "packages: []");
        Runtime("sklearn", "extends: base");
        Runtime("torch", "extends: base");
        Runtime("flask", "extends: sklearn\nserves: { kind: python, program: FlaskServer, command: '{program}/serve' }");
        Runtime("onnx", "serves: { kind: onnx, program: ModelServer, command: '{program}/serve' }");
        Component("photos", "source", "base", "outputs: { rows: { type: rows, columns: { text: string, label: string } } }", "reads: [/usr/share/photos/*]");
        Component("split", "split", "base", Rows, "outputs: { rows: { type: rows, passes: rows, adds: { part: string } }, labels: labels }");
        Component("scale", "transform", "sklearn", Rows, Matrix, "parameters: { size: { type: integer, default: 28 } }", "serves: { python: scale }");
        Component("forest", "estimator", "sklearn", Features, Predictions, "parameters: { trees: { type: integer, default: 10 } }", "serves: { python: forest }");
        Component("flat", "transform", "torch", Rows, Matrix, "serves: { python: flat, onnx: true }");
        Component("net", "estimator", "torch", Features, Predictions, "serves: { python: net, onnx: true }");
        Component("onnx-join", "export", "torch", "inputs: { fragments: { type: onnx, many: true } }", "outputs: { model: onnx-model }", "parameters: { chain: { type: string, required: true } }");
        Component("report", "report", "base", "inputs: { predictions: predictions, labels: labels }", "outputs: { report: report }");
        Component("unused", "transform", "sklearn", Rows, Matrix, "serves: { python: unused }");
        Git.Write("pipelines/FlaskServer/serve").Write("pipelines/ModelServer/serve").Write("pipelines/Cli/Program.cs");
        Git.Write("pipelines/environments.yaml", """
            environments:
              local: { description: here }
              dev:
                description: there
                registry: registry.example/modelyard
                training: { context: dev, namespace: training, claim: store }
                serving: { context: dev, namespace: serving }

            """);
        Model("photo", PhotoSteps, "flask");
        Model("text", TextSteps, "onnx");
        Git.Write("models/photo/releases/local.yaml", "arms: { a: { candidate: only, weight: 100 } }\n");
        Git.Write("models/text/releases/dev.yaml", "arms: { a: { candidate: only, weight: 100 } }\n");
        Git.Commit();
    }

    public const string PhotoSteps = """
              pixels: { uses: scale, inputs: { rows: parts.rows } }
              fit: { uses: forest, inputs: { matrix: pixels.matrix, labels: parts.labels }, with: { trees: 100 } }
        """;

    public const string TextSteps = """
              flat: { uses: flat, inputs: { rows: parts.rows } }
              fit: { uses: net, inputs: { matrix: flat.matrix, labels: parts.labels } }
        """;

    private const string Rows = "inputs: { rows: rows }";
    private const string Matrix = "outputs: { matrix: matrix }";
    private const string Features = "inputs: { matrix: matrix, labels: labels }";
    private const string Predictions = "outputs: { predictions: predictions }";

    public TemporaryGit Git { get; } = new();

    public void Model(string name, string steps, string serving) => Git
        .Write($"models/{name}/model.yaml", $$"""
            name: {{name}}
            owner: team
            description: A model.
            signature: { instance: { text: string }, prediction: { label: string, scores: { type: map, of: number } } }
            candidates:
              only:
                pipeline:
                  photos: { uses: photos }
                  parts: { uses: split, inputs: { rows: photos.rows } }
            {{steps}}
                  report: { uses: report, inputs: { predictions: fit.predictions, labels: parts.labels } }
                serving: { runtime: {{serving}} }
            tests: { samples: samples.json }

            """)
        .Write($"models/{name}/samples.json", """{"instances": [{"text": "a"}]}""")
        .Write($"models/{name}/README.md", "Read me.");

    public void Component(string name, string kind, string runtime, params string[] fields) => Git
        .Write($"pipelines/Components/{name}/component.yaml", $"name: {name}\nkind: {kind}\ndescription: It.\nruntime: {runtime}\nrun: python3 -m {name}\n{string.Join('\n', fields)}\n")
        .Write($"pipelines/Components/{name}/{name}.py");

    public void Runtime(string name, string fields) =>
        Git.Write($"pipelines/Runtimes/{name}/runtime.yaml", $"name: {name}\ndescription: It.\nlanguage: python\n{fields}\n");

    public void Replace(string path, string from, string to)
    {
        var text = File.ReadAllText(Git.In(path));
        Assert.Contains(from, text, StringComparison.Ordinal);
        Git.Write(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    public Plan Plan(string? since = null)
    {
        using var trees = GitSourceTrees.Open(Git.Root);
        return ChangePlanner.Plan(RepositoryReader.Read(Git.Root), trees, since);
    }

    public void Dispose() => Git.Dispose();
}
