using System.Globalization;
using Modelyard.Images.Runtimes;

namespace Modelyard.Running.Containers;

/// <summary>
/// Finds out, by starting containers, what an engine needs on this machine and what it can do: engines differ in their OCI runtimes, control
/// groups and rights, and tell it only when a container starts.
/// </summary>
/// <remarks>
/// Seen: without CAP_SYS_RESOURCE an engine cannot raise limits above its own, and so must be told lower ones; crun refuses hybrid control
/// groups, which runc takes; a rootless engine on control groups v1 says that it ignores limits, and does.
/// </remarks>
internal sealed class EngineTrial(ICommands commands)
{
    private const int EngineFailed = 125;
    private const int ProgramMissing = 127;
    private const long TriedMemory = 512L << 20;
    private const long FewFiles = 20_000;
    private const long FewProcesses = 4096;

    /// <summary>The engine with what it takes to start a container.</summary>
    /// <param name="image">One that the engine has; its program must end at once where it is given no argument, or <paramref name="arguments"/>.</param>
    /// <param name="name">A name for containers that nobody else has.</param>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD3103.</exception>
    public async Task<ContainerEngine> RunAsync(ContainerEngine engine, ContainerImage image, IReadOnlyList<string> arguments, string name, CancellationToken cancellation)
    {
        var trivial = new ContainerRun
        {
            Name = name,
            Image = image,
            Entrypoint = image.Entrypoint[0],
            Arguments = arguments,
            Mounts = [.. image.HostFolders.Select(folder => new ContainerMount(folder))],
        };
        var tries = new List<string>();
        foreach (var options in Options(engine))
        {
            var tried = engine with { Start = options, LimitsMemory = false, LimitsCpus = false };
            if (await StartsAsync(tried, trivial, cancellation) is not { } words) return await WithLimitsAsync(tried, trivial, cancellation);
            tries.Add($"{(options.Count == 0 ? "as it is" : string.Join(' ', options))}: {words}");
        }

        throw ContainerCodes.CannotStart.Failure($"{engine.Program} {engine.Version} cannot start a container:{string.Concat(tries.Select(words => $"\n    {words}"))}");
    }

    // Each OCI runtime with the engine's own limits, with this process's hard ones, and with low ones, which the least right suffices for.
    private static IEnumerable<IReadOnlyList<string>> Options(ContainerEngine engine)
    {
        List<IReadOnlyList<string>> runtimes = [[]];
        if (engine.Kind == EngineKind.Podman) runtimes.AddRange(((string[])["runc", "crun"]).Where(runtime => EngineSearch.Find(runtime) is not null).Select(runtime => (IReadOnlyList<string>)["--runtime", runtime]));
        var (files, processes) = (Hard("Max open files"), Hard("Max processes"));
        IReadOnlyList<string>[] limits =
        [
            [],
            ["--ulimit", $"nofile={files}:{files}", "--ulimit", $"nproc={processes}:{processes}"],
            ["--ulimit", $"nofile={Math.Min(files, FewFiles)}:{Math.Min(files, FewFiles)}", "--ulimit", $"nproc={Math.Min(processes, FewProcesses)}:{Math.Min(processes, FewProcesses)}"],
        ];
        return from runtime in runtimes from limit in limits select (IReadOnlyList<string>)[.. runtime, .. limit];
    }

    private async Task<ContainerEngine> WithLimitsAsync(ContainerEngine engine, ContainerRun trivial, CancellationToken cancellation)
    {
        var both = engine with { LimitsMemory = true, LimitsCpus = true };
        var limited = trivial with { Memory = TriedMemory, Cpus = 1 };
        if (await StartsAsync(both, limited, cancellation) is null) return both;
        return engine with
        {
            LimitsMemory = await StartsAsync(both, limited with { Cpus = null }, cancellation) is null,
            LimitsCpus = await StartsAsync(both, limited with { Memory = null }, cancellation) is null,
        };
    }

    /// <summary>Why a container does not start, or not as it was asked for; <see langword="null"/> where it does.</summary>
    private async Task<string?> StartsAsync(ContainerEngine engine, ContainerRun run, CancellationToken cancellation)
    {
        var result = await commands.RunAsync(new Command(engine.Program, engine.Run(run)), null, cancellation);
        if (result.ExitCode is >= EngineFailed and <= ProgramMissing) return result.LastLine;
        // Limits that an engine cannot set are dropped with a word and no failure.
        return result.Tail.FirstOrDefault(line => line.Contains("discarded", StringComparison.OrdinalIgnoreCase) || line.Contains("ignored", StringComparison.OrdinalIgnoreCase));
    }

    // A line of /proc/self/limits: the limit's name, the soft one, the hard one, the unit.
    private static long Hard(string limit)
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith(limit, StringComparison.Ordinal));
        var hard = line[limit.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1 << 20;
    }
}
