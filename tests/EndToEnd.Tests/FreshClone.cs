using System.Diagnostics;
using Modelyard.EndToEnd.Tests;
using Modelyard.Tests.Processes;

[assembly: AssemblyFixture(typeof(FreshClone))]
// One platform, measured alone.
[assembly: Xunit.v3.Parallelization(MaxThreads = 1)]

namespace Modelyard.EndToEnd.Tests;

/// <summary>
/// What a newcomer does: clone the last commit into a new folder, then <c>./yard up --once</c>, twice. Every other test goes on
/// from there, so that training happens once.
/// </summary>
/// <remarks>
/// <c>YARD_TEST_STORE</c> names a store to begin with, for whoever works on these tests and does not want to wait for the
/// training each time.
/// </remarks>
public sealed class FreshClone : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The clone's root; its store is <c>.yard</c> in it.</summary>
    public string Root => Path.Combine(_folder.Path, "clone");

    public TemporaryFolder Folder => _folder;

    /// <summary>Whether the store was empty.</summary>
    public static bool IsCold => WarmStore is null;

    public Answer First { get; private set; } = null!;

    public Answer Second { get; private set; } = null!;

    private static string? WarmStore => Environment.GetEnvironmentVariable("YARD_TEST_STORE");

    public Task<Answer> YardAsync(params string[] arguments) => YardProgram.RunAsync(Root, arguments, Path.Combine(Root, "yard"));

    public RunningYard Start(params string[] arguments) => RunningYard.Start(Root, arguments, Path.Combine(Root, "yard"));

    public string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(Root, file), text);

    /// <summary>What git says that differs from the last commit.</summary>
    public string Changes() => Output("git", "-C", Root, "status", "--porcelain");

    public IEnumerable<string> Staging() => Directory.EnumerateFileSystemEntries(Path.Combine(Root, ".yard", "staging"));

    public async ValueTask InitializeAsync()
    {
        Output("git", "clone", "-q", YardProgram.Root, Root);
        if (WarmStore is { } store)
        {
            Directory.CreateDirectory(Path.Combine(Root, ".yard"));
            foreach (var part in new[] { "objects", "steps", "versions", "runs" }) Output("cp", "-a", Path.Combine(store, part), Path.Combine(Root, ".yard"));
        }

        First = await YardAsync("up", "--once");
        Second = await YardAsync("up", "--once");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
