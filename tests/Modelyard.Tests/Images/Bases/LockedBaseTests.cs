using System.Collections.Concurrent;
using System.Diagnostics;
using Modelyard.Images.Bases;
using Modelyard.Images.Builder;
using Modelyard.Images.Runtimes;
using Modelyard.Specs.Requirements;
using Modelyard.Tests.Shared;

namespace Modelyard.Tests.Images.Bases;

/// <summary>A small base, assembled for real: the packages of a model on it, and its lock.</summary>
[Collection("Debian images")]
public sealed class LockedBaseTests : IDisposable
{
    private const string Lock = "pipelines/Runtimes/images.small.lock";

    private readonly ScratchFolder _folder = new();
    private readonly ConcurrentQueue<string> _notes = new();

    public LockedBaseTests()
    {
        Directory.CreateDirectory(_folder.At("models"));
        _folder.Write("pipelines/environments.yaml", "environments: { local: { description: Here. } }\n");
        _folder.Write("pipelines/Runtimes/images.yaml", "bases:\n  small: { description: Small., debian: { suite: bookworm, packages: [netbase] } }\nruntimes: { bare: small }\n");
        _folder.Write("pipelines/Runtimes/bare/runtime.yaml", "name: bare\ndescription: Nothing much.\nlanguage: dotnet\n");
        _folder.Write(".gitignore", ".yard/\n");
        using var git = Process.Start("git", ["-C", _folder.Path, "init", "-q"])!;
        git.WaitForExit();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_base_keeps_to_its_lock_and_a_models_packages_lie_above_it()
    {
        var more = AptFile.Parse("fruit", "models/fruit/apt.txt", "media-types\n").Packages!;
        var (free, own) = await WithRuntimesAsync(async runtimes => (await runtimes.OfAsync("bare", Cancellation), await runtimes.OfAsync("bare", more, Cancellation)));
        Assert.Equal(["Debian bookworm"], free.Layers.Select(layer => layer.Title));
        Assert.Equal(free.Layers.Concat(own.Layers.Skip(1)).Select(layer => layer.DiffId), own.Layers.Select(layer => layer.DiffId));
        Assert.Equal("Debian packages of fruit", own.Layers[^1].Title);
        Assert.Equal(["media-types"], own.Packages.Select(package => package.Name).Except(free.Packages.Select(package => package.Name)));
        Assert.InRange(own.Layers[^1].Blob.Descriptor.Size, 1, 2_000_000);

        var debian = free.Packages.Where(package => package.Ecosystem == "deb").Select(package => $"{package.Name}={package.Version}").ToList();
        using (var workspace = Workspace())
        {
            var written = Assert.Single(await new DebianLocks(workspace, workspace.Repository.Images[""], new Progress<string>()).UpdateAsync(Cancellation));
            Assert.Equal(("small", Lock, debian.Count), (written.Base, written.File, written.Packages));
        }

        Assert.Equal(debian, File.ReadLines(_folder.At(Lock)).Skip(1));

        // What was assembled before there was a lock is what the lock says.
        _notes.Clear();
        Assert.Equal(free.Layers.Select(layer => layer.DiffId), (await WithRuntimesAsync(runtimes => runtimes.OfAsync("bare", Cancellation))).Layers.Select(layer => layer.DiffId));
        Assert.Empty(_notes);

        var netbase = free.Packages.Single(package => package.Name == "netbase").Version;
        _folder.Write(Lock, File.ReadAllText(_folder.At(Lock)).Replace($"netbase={netbase}", "netbase=0.1", StringComparison.Ordinal));
        var failure = await Assert.ThrowsAsync<Modelyard.Diagnostics.YardException>(() => WithRuntimesAsync(runtimes => runtimes.OfAsync("bare", Cancellation)));
        Assert.Equal($"YARD7131: netbase is locked at 0.1; apt offers {netbase}", Failures.Text(failure));
    }

    private Workspace Workspace() => new(_folder.Path, _folder.At(".yard"), new ProgramFolders(AppContext.BaseDirectory, _folder.At("pipelines")), TimeProvider.System);

    private async Task<T> WithRuntimesAsync<T>(Func<ImageRuntimes, Task<T>> work)
    {
        using var workspace = Workspace();
        return await work(new ImageBuilder(workspace, "", new Dictionary<string, ProvisionedRuntime>(), reference => throw new InvalidOperationException(reference), new Notes(_notes)).Runtimes);
    }

    private sealed class Notes(ConcurrentQueue<string> notes) : IProgress<string>
    {
        public void Report(string value) => notes.Enqueue(value);
    }
}
