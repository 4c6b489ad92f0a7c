using Modelyard.ModelServer.Tests.Harness;

[assembly: AssemblyFixture(typeof(TestArtifacts))]

namespace Modelyard.ModelServer.Tests.Harness;

/// <summary>The artifacts that <c>make_models.py</c> makes, once for all tests, and a folder for what a test writes.</summary>
public sealed class TestArtifacts : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("model-server-tests-").FullName;
    private int _folders;

    public TestArtifacts() => Fixtures = new FixtureServers(this);

    /// <summary>The servers that the protocol's cases are sent to.</summary>
    public FixtureServers Fixtures { get; }

    public async ValueTask InitializeAsync() =>
        await Python.RunAsync([Path.Combine(Places.Models, "make_models.py"), Path.Combine(_root, "artifacts"), Places.ProtocolCases]);

    /// <summary>The artifact's folder; <c>misfits/…</c> names one that must not start.</summary>
    public string Folder(string artifact) => Path.Combine(_root, "artifacts", artifact);

    /// <summary>A new folder, removed with the rest.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_root, $"{Interlocked.Increment(ref _folders)}")).FullName;

    /// <summary>A copy of an artifact that a test may break.</summary>
    public string Copy(string artifact)
    {
        var copy = NewFolder();
        foreach (var file in Directory.EnumerateFiles(Folder(artifact)))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        await Fixtures.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
