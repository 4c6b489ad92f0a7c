using System.Diagnostics;
using System.Text.Json;
using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests;

/// <summary>The orchard with images: fruit was run again in containers, from nothing but its sources.</summary>
public sealed class ContainerOrchard(TrainedOrchard orchard) : IAsyncLifetime
{
    /// <summary>Its store has the images.</summary>
    public TestRepository Repository { get; } = orchard.Clone();

    /// <summary>The run of fruit as processes.</summary>
    public JsonElement AsProcesses { get; private set; }

    /// <summary>The run of fruit in containers.</summary>
    public JsonElement InContainers { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Repository.Replace("models/fruit/model.yaml", "runtime: flask-sklearn, workers: 1 }\n  scaled", "runtime: flask-sklearn, workers: 1, memory: 512Mi, packaging: volume }\n  scaled");
        AsProcesses = (await Repository.YardJsonAsync("run", "fruit")).Ended(0).Json;
        // What is not known must be made.
        Directory.Delete(Path.Combine(Repository.Root, ".yard", "steps"), recursive: true);
        InContainers = (await Repository.YardJsonAsync("run", "fruit", "--on", "container")).Ended(0).Json;
    }

    /// <summary>The ids of the engine's containers that belong to the store, one a line.</summary>
    public string Containers()
    {
        var start = new ProcessStartInfo("podman", ["ps", "--all", "--quiet", "--filter", $"label=modelyard.store={Path.Combine(Repository.Root, ".yard")}"]) { RedirectStandardOutput = true };
        using var podman = Process.Start(start)!;
        return podman.StandardOutput.ReadToEnd();
    }

    /// <summary>Starts <c>./yard</c> and kills it once it has a container.</summary>
    public async Task KillWithContainerAsync(params string[] arguments)
    {
        var start = YardProgram.Start(Repository.Root, [.. arguments, "--root", Repository.Root], null);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (false, false);
        using var yard = Process.Start(start)!;
        while (Containers().Length == 0 && !yard.HasExited) await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        Assert.False(yard.HasExited, "it ended before it had a container");
        yard.Kill();
        await yard.WaitForExitAsync();
    }

    public ValueTask DisposeAsync()
    {
        Repository.Dispose();
        return ValueTask.CompletedTask;
    }
}
