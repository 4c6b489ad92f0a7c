using System.Collections.Concurrent;
using Modelyard.Images.Runtimes;

namespace Modelyard.Running.Containers;

/// <summary>Brings images from a layout on disk into an engine's own storage, once each. No registry is ever asked.</summary>
internal sealed class EngineImages(ICommands commands) : IDisposable
{
    private readonly ConcurrentDictionary<string, bool> _there = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);

    /// <exception cref="Modelyard.Diagnostics.YardException">YARD3104.</exception>
    public async Task LoadAsync(ContainerEngine engine, ContainerImage image, CancellationToken cancellation)
    {
        if (_there.ContainsKey(image.Name)) return;
        await _one.WaitAsync(cancellation);
        try
        {
            if (!_there.ContainsKey(image.Name) && !await HasAsync(engine, image, cancellation)) await BringAsync(engine, image, cancellation);
            _there[image.Name] = true;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<bool> HasAsync(ContainerEngine engine, ContainerImage image, CancellationToken cancellation) =>
        (await commands.RunAsync(new Command(engine.Program, "image", "inspect", "--format", "{{.Id}}", NameIn(engine, image)), null, cancellation)).Succeeded;

    private async Task BringAsync(ContainerEngine engine, ContainerImage image, CancellationToken cancellation)
    {
        if (engine.Kind == EngineKind.Docker)
        {
            // Docker itself reads no layout on disk.
            var skopeo = EngineSearch.Find("skopeo") ?? throw ContainerCodes.ImageNotLoaded.Failure($"skopeo is not on this machine, which brings {image.Source} into Docker", "sudo apt-get install -y skopeo");
            await MustAsync(image, new Command(skopeo, ["copy", "--insecure-policy", "--quiet", .. await DaemonAsync(engine, cancellation), image.Source, $"docker-daemon:{image.Name}"]), cancellation);
            return;
        }

        // podman names the image after the folder, and refuses folders whose path is no such name: one with a capital, for example.
        var link = $"/tmp/yard-{Guid.NewGuid():N}";
        File.CreateSymbolicLink(link, image.Layout);
        try
        {
            await MustAsync(image, new Command(engine.Program, "pull", "--quiet", $"oci:{link}:{image.Tag}"), cancellation);
            await MustAsync(image, new Command(engine.Program, "tag", image.Id.Hex, image.Name), cancellation);
            await commands.RunAsync(new Command(engine.Program, "untag", image.Id.Hex, $"localhost{link}:latest"), null, cancellation);
        }
        finally
        {
            File.Delete(link);
        }
    }

    // Docker's client finds its daemon by DOCKER_HOST or by a context, as where it is rootless; skopeo looks at neither.
    private async Task<IReadOnlyList<string>> DaemonAsync(ContainerEngine engine, CancellationToken cancellation)
    {
        var told = await commands.RunAsync(new Command(engine.Program, "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"), null, cancellation);
        return told.Succeeded && told.Output.Trim() is { Length: > 0 } host ? ["--dest-daemon-host", host] : [];
    }

    private async Task MustAsync(ContainerImage image, Command command, CancellationToken cancellation)
    {
        var result = await commands.RunAsync(command, null, cancellation);
        if (!result.Succeeded) throw ContainerCodes.ImageNotLoaded.Failure($"{image.Source}: `{command}` ended with {result.ExitCode}: {result.LastLine}");
    }

    private static string NameIn(ContainerEngine engine, ContainerImage image) => engine.Kind == EngineKind.Podman ? image.Id.Hex : image.Name;
}
