using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using Modelyard.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(FreshClone))]

namespace Modelyard.EndToEnd.Tests;

/// <summary>A clone of this repository's HEAD in a new folder, where the README's first command has been run twice.</summary>
public sealed partial class FreshClone : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("yard-clone-");

    /// <summary>The clone's root.</summary>
    public string Root => Path.Combine(_folder.FullName, "modelyard");

    /// <summary>The first <c>./yard up --once</c>: builds and trains.</summary>
    public BufferedCommandResult First { get; private set; } = null!;

    /// <summary>The second one.</summary>
    public BufferedCommandResult Second { get; private set; } = null!;

    /// <summary>Runs <c>./yard</c> in the clone.</summary>
    public Task<BufferedCommandResult> YardAsync(params string[] arguments) =>
        Cli.Wrap(Path.Combine(Root, "yard"))
            .WithArguments(arguments)
            .WithWorkingDirectory(Root)
            .WithEnvironmentVariables(variables => variables.Set("YARD_ROOT", null))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();

    public async ValueTask InitializeAsync()
    {
        await Cli.Wrap("git").WithArguments(["clone", "--quiet", ThisRepository(), Root]).ExecuteAsync();
        First = await YardAsync("up", "--once");
        Second = await YardAsync("up", "--once");
    }

    public ValueTask DisposeAsync()
    {
        // Trees of the store are read-only; only their folders have to be writable, and they are.
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The address that <c>up</c> printed for a model.</summary>
    public static string AddressIn(string output) => Address().Match(output).Value;

    private static string ThisRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Modelyard.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+/")]
    private static partial Regex Address();
}
