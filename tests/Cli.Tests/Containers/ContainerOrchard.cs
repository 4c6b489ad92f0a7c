using System.Diagnostics;
using System.Text.Json;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests.Containers;

/// <summary>A store of its own for runs in containers: what images stand on is assembled once for all tests of the collection, whichever repository they run.</summary>
public sealed class ContainerOrchard : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>What processes made is in the repositories' own stores.</summary>
    public string Store => Path.Combine(_folder.Path, "containers");

    /// <summary>Runs a verb with the store of containers.</summary>
    public Task<Answer> YardAsync(TestRepository repository, params string[] arguments) => RipeOrchard.YardAsync(repository, [.. arguments, "--store", Store]);

    /// <summary>The orchard, or what a test made of it, without the locks of what images stand on: a package of Debian is then what this machine's is.</summary>
    public static TestRepository Unlocked(TestRepository repository)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(repository.Root, "pipelines", "Runtimes"), "images.*.lock")) File.Delete(file);
        return repository;
    }

    /// <summary>What a run did, a line a step: its name, its key, and what came out; sorted.</summary>
    public static IReadOnlyList<string> Steps(Answer run) =>
        [.. run.Json.GetProperty("steps").EnumerateArray().Select(step => $"{Text(step, "name")} {Text(step, "key")} {step.GetProperty("outputs").GetRawText()}").Order(StringComparer.Ordinal)];

    /// <summary>What a run made of its candidates: identities, which hold artifact, metrics and golden rows.</summary>
    public static IReadOnlyList<string> Identities(Answer run) =>
        [.. run.Json.GetProperty("candidates").EnumerateArray().Select(candidate => $"{Text(candidate, "model")}/{Text(candidate, "candidate")} {Text(candidate, "identity")}")];

    /// <summary>How many steps a run found, by what it did with them: <c>done</c>, <c>cached</c>.</summary>
    public static int Count(Answer run, string state) => run.Json.GetProperty("steps").EnumerateArray().Count(step => Text(step, "state") == state);

    /// <summary>Removes the store, and its images from the engine.</summary>
    public void Dispose()
    {
        var index = Path.Combine(Store, "registry", "index.json");
        if (File.Exists(index))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(index));
            var tags = document.RootElement.GetProperty("manifests").EnumerateArray()
                .Select(manifest => manifest.TryGetProperty("annotations", out var annotations) && annotations.TryGetProperty("org.opencontainers.image.ref.name", out var tag) ? tag.GetString() : null)
                .OfType<string>();
            using var removal = Process.Start(new ProcessStartInfo("podman", ["rmi", "--force", "--ignore", .. tags.Select(tag => $"localhost/modelyard:{tag}")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            removal.StandardOutput.ReadToEnd();
            removal.WaitForExit();
        }

        _folder.Dispose();
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}

[CollectionDefinition]
public sealed class InContainers : ICollectionFixture<ContainerOrchard>;
