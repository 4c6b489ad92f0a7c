using System.Diagnostics;
using System.Text.Json;

namespace Modelyard.Cli.Tests;

/// <summary>The orchard in containers: its images are built once for all of these.</summary>
public sealed class ContainerTests(TrainedOrchard orchard) : IAsyncLifetime
{
    private readonly TestRepository _repository = orchard.Clone();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _repository.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_model_is_trained_and_served_in_containers_with_the_keys_and_outputs_of_processes()
    {
        // Nothing is known of what processes made: every step runs again, in its image.
        var asProcesses = Steps((await _repository.YardJsonAsync("run", "fruit")).Ended(0).Json);
        Directory.Delete(Path.Combine(_repository.Root, ".yard", "steps"), recursive: true);
        _repository.Replace("models/fruit/model.yaml", "serving: { runtime: flask-sklearn, workers: 1 }\n  scaled", "serving: { runtime: flask-sklearn, workers: 1, memory: 512Mi, packaging: volume }\n  scaled");

        var run = (await _repository.YardJsonAsync("run", "fruit", "--on", "container")).Ended(0);

        Assert.Equal(asProcesses, Steps(run.Json));
        Assert.All(run.Json.GetProperty("steps").EnumerateArray(), step => Assert.Equal("done", step.GetProperty("state").GetString()));

        var up = (await _repository.YardAsync("up", "--once", "--models", "fruit", "--on", "container")).Ended(0);

        Assert.Contains("fruit arm a (dev", up.Out, StringComparison.Ordinal);
        Assert.Contains(" answered 3 samples: apple, banana, cherry\n", up.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("YARD6109", up.Error, StringComparison.Ordinal);
        Assert.Empty(Containers());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_repository.Root, ".yard", "staging")));
    }

    private static List<string> Steps(JsonElement run) =>
    [
        .. run.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("name").GetString()} {step.GetProperty("key").GetString()} {step.GetProperty("outputs").GetRawText()}").Order(StringComparer.Ordinal),
    ];

    private string Containers()
    {
        using var podman = Process.Start(new ProcessStartInfo("podman", ["ps", "--all", "--quiet", "--filter", $"label=modelyard.store={Path.Combine(_repository.Root, ".yard")}"]) { RedirectStandardOutput = true })!;
        return podman.StandardOutput.ReadToEnd();
    }
}
