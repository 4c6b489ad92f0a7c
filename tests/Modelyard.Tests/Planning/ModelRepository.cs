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
        Component("photos", "source", "base", "outputs: { rows: rows }", "reads: [/usr/share/photos/*]");
        Component("scale", "transform", "sklearn", "inputs: { rows: rows }", "outputs: { matrix: matrix }", "parameters: { size: { type: integer, default: 28 } }");
        Component("forest", "estimator", "sklearn", "inputs: { matrix: matrix }", "outputs: { predictions: predictions }", "parameters: { trees: { type: integer, default: 10 } }");
        Component("net", "estimator", "torch", "inputs: { rows: rows }", "outputs: { predictions: predictions }", "serves: { onnx: true }");
        Component("unused", "transform", "sklearn", "inputs: { rows: rows }", "outputs: { matrix: matrix }");
        Git.Write("pipelines/FlaskServer/serve").Write("pipelines/ModelServer/serve").Write("pipelines/Cli/Program.cs");
        Git.Write("pipelines/environments.yaml", """
            environments:
              local: { description: here }
              dev: { description: there }

            """);
        Model("photo", PhotoSteps, "flask");
        Model("text", TextSteps, "onnx");
        Git.Write("models/photo/releases/local.yaml", "arms: { a: { candidate: only, weight: 100 } }\n");
        Git.Write("models/text/releases/dev.yaml", "arms: { a: { candidate: only, weight: 100 } }\n");
        Git.Commit();
    }

    public const string PhotoSteps = """
              photos: { uses: photos }
              pixels: { uses: scale, inputs: { rows: photos.rows } }
              forest: { uses: forest, inputs: { matrix: pixels.matrix }, with: { trees: 100 } }
        """;

    public const string TextSteps = """
              photos: { uses: photos }
              net: { uses: net, inputs: { rows: photos.rows } }
        """;

    public TemporaryGit Git { get; } = new();

    public void Model(string name, string steps, string serving, string more = "") => Git
        .Write($"models/{name}/model.yaml", $$"""
            name: {{name}}
            owner: team
            description: A model.
            signature: { instance: { text: string }, prediction: { label: string } }
            candidates:
              only:
                pipeline:
            {{steps}}
                serving: { runtime: {{serving}} }
            tests: { samples: samples.json }
            {{more}}
            """)
        .Write($"models/{name}/samples.json", "{}")
        .Write($"models/{name}/README.md", "Read me.");

    public void Component(string name, string kind, string runtime, params string[] fields) => Git
        .Write($"pipelines/Components/{name}/component.yaml", $"name: {name}\nkind: {kind}\ndescription: It.\nruntime: {runtime}\nrun: ./run\n{string.Join('\n', fields)}\n")
        .Write($"pipelines/Components/{name}/run");

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
