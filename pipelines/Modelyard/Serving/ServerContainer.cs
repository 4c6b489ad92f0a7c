using System.Globalization;
using Modelyard.Images.Runtimes;
using Modelyard.Running.Containers;

namespace Modelyard.Serving;

/// <summary>That a server runs in a container, whose client its process is.</summary>
/// <remarks>Definitions that differ in nothing but this are one server, hence no part in equality.</remarks>
public sealed class ServerContainer(ContainerHost host, ContainerEngine engine)
{
    /// <summary>Stands in a server's arguments for the name of its container.</summary>
    public const string Name = "{container}";

    /// <summary>Stands in a server's arguments for the file that tells it what to serve.</summary>
    public const string Document = "{document}";

    internal string NewName() => host.NewName();

    /// <summary>The command line that ends it, for a shell.</summary>
    internal string Removal(string name) => new Command(engine.Program, engine.Remove(name)).ToString();

    internal Task RemoveAsync(string name) => host.RemoveAsync(engine, name);

    /// <summary>The session of the processes in it, by this machine's numbers; <see langword="null"/> where the engine does not tell.</summary>
    internal async Task<int?> SessionAsync(string name)
    {
        var told = await host.AskAsync(engine, "inspect", "--format", "{{.State.Pid}}", name);
        return int.TryParse(told.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && process > 0 ? process : null;
    }
}
