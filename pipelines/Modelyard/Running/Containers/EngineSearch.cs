using Modelyard.Images.Runtimes;

namespace Modelyard.Running.Containers;

/// <summary>Finds the container engine of this machine: the one that YARD_CONTAINER_ENGINE names, else podman, else Docker.</summary>
/// <param name="variable">Reads a variable of the environment.</param>
internal sealed class EngineSearch(ICommands commands, Func<string, string?> variable)
{
    /// <summary>The variable that names an engine: a name on the PATH, or an absolute path.</summary>
    public const string Variable = "YARD_CONTAINER_ENGINE";

    // What an engine stands on is often where only root's PATH leads.
    private static readonly string[] Places = ["/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin", "/sbin", "/bin"];

    /// <summary>Absolute path of a program, or <see langword="null"/>.</summary>
    public static string? Find(string program) => program.StartsWith('/')
        ? File.Exists(program) ? program : null
        : SearchPath.Folders.Concat(Places).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>The engine, not yet tried.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD3101, YARD3102.</exception>
    public async Task<ContainerEngine> FindAsync(CancellationToken cancellation)
    {
        var named = variable(Variable) is { Length: > 0 } name ? name : null;
        if (named is not null && Find(named) is null) throw ContainerCodes.NoEngine.Failure($"{Variable} is '{named}', which is not on this machine");
        string[] wanted = named is not null ? [named] : ["podman", "docker"];
        var silent = new List<string>();
        foreach (var program in wanted.Select(Find).OfType<string>())
        {
            var (engine, words) = await AskAsync(program, cancellation);
            if (engine is not null) return engine;
            silent.Add($"{program}: {words}");
        }

        throw silent.Count == 0
            ? ContainerCodes.NoEngine.Failure("neither podman nor docker is on this machine, which `--on container` needs")
            : ContainerCodes.EngineSilent.Failure(string.Join("; ", silent));
    }

    // A program called docker may be podman's own.
    private async Task<(ContainerEngine? Engine, string Words)> AskAsync(string program, CancellationToken cancellation)
    {
        var named = await commands.RunAsync(new Command(program, "--version"), null, cancellation);
        if (!named.Succeeded) return (null, named.LastLine);
        var isPodman = named.Output.StartsWith("podman", StringComparison.OrdinalIgnoreCase);
        var format = isPodman ? "{{.Version.Version}} {{.Host.Security.Rootless}}" : "{{.ServerVersion}} {{.SecurityOptions}}";
        var told = await commands.RunAsync(new Command(program, "info", "--format", format), null, cancellation);
        var words = told.Output.Trim().Split(' ', 2);
        if (!told.Succeeded || words is not [{ Length: > 0 } version, var rest]) return (null, told.LastLine);
        var rootless = isPodman ? rest == "true" : rest.Contains("rootless", StringComparison.Ordinal);
        return (new ContainerEngine(program, isPodman ? EngineKind.Podman : EngineKind.Docker, version, rootless, [], LimitsMemory: true, LimitsCpus: true), "");
    }
}
