using System.Globalization;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Containers;
using Modelyard.Specs;

namespace Modelyard.Serving;

/// <summary>That a server runs in a container, whose client its process is.</summary>
/// <remarks>Definitions that differ in nothing but this are one server, hence no part in equality.</remarks>
/// <param name="memory">Bytes that it is held to; none: no limit.</param>
public sealed class ServerContainer(ContainerHost host, ContainerEngine engine, long? memory = null)
{
    private const int KilledStatus = 128 + 9;

    /// <summary>Stands in a server's arguments for the name of its container.</summary>
    public const string Name = "{container}";

    /// <summary>Stands in a server's arguments for the file that tells it what to serve.</summary>
    public const string Document = "{document}";

    /// <summary>What the server is held to, as model.yaml says it; <see langword="null"/> where it is not.</summary>
    internal Quantity? Memory => memory is { } bytes ? new Quantity(bytes) : null;

    internal string NewName() => host.NewName();

    /// <summary>The command line that ends it, for a shell.</summary>
    internal string Removal(string name) => new Command(engine.Program, engine.Remove(name)).ToString();

    internal Task RemoveAsync(string name) => host.RemoveAsync(engine, name);

    /// <summary>Whether a container, which has ended and is still there, had used up its memory.</summary>
    /// <param name="exit">How it ended, unless we ended it: nobody but the kernel sends SIGKILL then. Not every engine hears that the kernel did so.</param>
    internal async Task<bool> IsOutOfMemoryAsync(string name, ServerExit? exit) => memory is not null
        && (exit?.Status == KilledStatus || (bool.TryParse((await host.AskAsync(engine, "inspect", "--format", "{{.State.OOMKilled}}", name)).Trim(), out var killed) && killed));

    /// <summary>The session of the processes in it, by this machine's numbers; <see langword="null"/> where the engine does not tell.</summary>
    internal async Task<int?> SessionAsync(string name)
    {
        var told = await host.AskAsync(engine, "inspect", "--format", "{{.State.Pid}}", name);
        return int.TryParse(told.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && process > 0 ? process : null;
    }
}
