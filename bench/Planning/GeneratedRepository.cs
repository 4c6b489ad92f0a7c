using System.Diagnostics;
using System.Text;

namespace Modelyard.Bench.Planning;

/// <summary>
/// A git repository of many models with four steps each, no two alike; and the same graph as build files of ninja and make, whose steps
/// read the model's file and what the step before them wrote.
/// </summary>
internal sealed class GeneratedRepository : IDisposable
{
    private static readonly string[] Steps = ["numbers", "parts", "constant", "score"];

    private readonly bool _stays;

    /// <param name="models">How many.</param>
    /// <param name="folder">Where it is made and stays, or lies already from an earlier time; null for a temporary one.</param>
    public GeneratedRepository(int models, string? folder)
    {
        _stays = folder is not null;
        Root = folder is null ? Directory.CreateTempSubdirectory("yard-bench-").FullName : Path.GetFullPath(folder);
        if (Directory.Exists(Path.Combine(Root, "out"))) return;
        Directory.CreateDirectory(Root);
        Run("cp", "-r", Path.Combine(AppContext.BaseDirectory, "Planning", "Repository", "pipelines"), Root);
        File.WriteAllText(Path.Combine(Root, ".gitignore"), ".yard/\nout/\n.ninja_log\n.ninja_deps\n__pycache__/\n");
        foreach (var number in Enumerable.Range(1, models)) WriteModel(number);
        WriteNinja(models);
        WriteMake(models);
        Run("git", "-C", Root, "init", "-q");
        Run("git", "-C", Root, "add", "-A");
        Run("git", "-C", Root, "-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "-q", "-m", "Generate models");
        Directory.CreateDirectory(Path.Combine(Root, "out"));
    }

    /// <summary>The repository's root.</summary>
    public string Root { get; }

    public void Dispose()
    {
        if (_stays) return;
        Run("chmod", "-R", "u+w", Root);
        Directory.Delete(Root, recursive: true);
    }

    private static string Name(int number) => $"model-{number:0000}";

    private void WriteModel(int number)
    {
        var folder = Path.Combine(Root, "models", Name(number));
        Directory.CreateDirectory(Path.Combine(folder, "releases"));
        File.WriteAllText(Path.Combine(folder, "model.yaml"), $$"""
            name: {{Name(number)}}
            owner: bench
            description: One of many.
            signature:
              instance: { x: number }
              prediction: { label: string, scores: { type: map, of: number } }
            candidates:
              only:
                pipeline:
                  numbers: { uses: numbers, with: { id: {{number}} } }
                  parts: { uses: parts, inputs: { rows: numbers.rows }, with: { id: {{number}} } }
                  constant: { uses: constant, inputs: { rows: parts.rows, labels: parts.labels }, with: { id: {{number}} } }
                  score: { uses: score, inputs: { predictions: constant.predictions, labels: parts.labels }, with: { id: {{number}} } }
                serving: { runtime: tiny }
            gates: { accuracy: { at-least: 0.4 } }
            tests: { samples: samples.json }

            """);
        File.WriteAllText(Path.Combine(folder, "samples.json"), "{\"instances\": [{\"x\": 1.0}]}\n");
        File.WriteAllText(Path.Combine(folder, "README.md"), $"# {Name(number)}\n\nOne of many.\n");
        File.WriteAllText(Path.Combine(folder, "releases", "local.yaml"), "arms: { a: { candidate: only, weight: 100 } }\n");
    }

    private void WriteNinja(int models)
    {
        var text = new StringBuilder("rule step\n  command = cp $in_first $out\n\n");
        foreach (var (model, number) in Enumerable.Range(1, models).SelectMany(model => Enumerable.Range(0, Steps.Length).Select(number => (model, number))))
        {
            text.Append($"build out/{Name(model)}.{Steps[number]}: step {Source(model, number)} | pipelines/Components/{Steps[number]}/component.yaml pipelines/Components/{Steps[number]}/{Steps[number]}_step.py pipelines/Runtimes/tiny/tiny.py\n  in_first = {Source(model, number)}\n");
        }

        File.WriteAllText(Path.Combine(Root, "build.ninja"), text.ToString());
    }

    private void WriteMake(int models)
    {
        var text = new StringBuilder(".SUFFIXES:\nMAKEFLAGS += -r\nall:");
        foreach (var model in Enumerable.Range(1, models)) text.Append($" out/make.{Name(model)}.{Steps[^1]}");
        text.Append('\n');
        foreach (var (model, number) in Enumerable.Range(1, models).SelectMany(model => Enumerable.Range(0, Steps.Length).Select(number => (model, number))))
        {
            var source = Source(model, number).Replace("out/", "out/make.", StringComparison.Ordinal);
            text.Append($"out/make.{Name(model)}.{Steps[number]}: {source} pipelines/Components/{Steps[number]}/component.yaml pipelines/Components/{Steps[number]}/{Steps[number]}_step.py pipelines/Runtimes/tiny/tiny.py\n\t@cp {source} $@\n");
        }

        File.WriteAllText(Path.Combine(Root, "Makefile"), text.ToString());
    }

    private static string Source(int model, int number) => number == 0 ? $"models/{Name(model)}/model.yaml" : $"out/{Name(model)}.{Steps[number - 1]}";

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
