using System.Text.Json;
using Modelyard.Images.Runtimes;

namespace Modelyard.Tests.Images.Runtimes;

/// <summary>A machine with apt, dpkg and some Pythons, of which nothing is real but the files that a package brings.</summary>
/// <param name="status">A file that stands for what changes when packages do.</param>
internal sealed class FakeDebian(string status) : ICommands
{
    /// <summary>Debian package → what it brings to the system's Python: distribution and version.</summary>
    public Dictionary<string, (string Distribution, string Version)> Available { get; } = new()
    {
        ["python3-numpy"] = ("numpy", "1.24.2"),
        ["python3-sklearn"] = ("scikit-learn", "1.2.1"),
        ["python3-flask"] = ("Flask", "2.2.2"),
    };

    /// <summary>Packages without Python code that can be installed, and the file that each brings; a package to refresh brings it with the update after.</summary>
    public Dictionary<string, (string? File, bool Refresh)> OtherPackages { get; } = new() { ["libopenblas0-pthread"] = (null, false) };

    public HashSet<string> Installed { get; } = [];

    /// <summary>Interpreter → distribution → version, for those that are not the system's.</summary>
    public Dictionary<string, Dictionary<string, string>> Pythons { get; } = [];

    public bool OpenBlasIsChosen { get; set; } = true;

    /// <summary>How many more calls of apt-get find its lock taken.</summary>
    public int LockedCalls { get; set; }

    /// <summary>Where pip "works": it installs what it is asked for, in this version.</summary>
    public string? PipInstalls { get; set; }

    /// <summary>Everything that was run but probes and queries.</summary>
    public List<string> Ran { get; } = [];

    public int Probes { get; private set; }

    public Task<CommandResult> RunAsync(Command command, Action<string>? onLine, CancellationToken cancellation)
    {
        var result = command.Program switch
        {
            "apt-get" => Apt([.. command.Arguments.Skip(7)]),
            "dpkg-query" => Done(string.Concat(command.Arguments.Skip(3).Where(Installed.Contains).Select(package => $"{package} installed\n"))),
            _ when command.Arguments.Contains("-c") => Probe(command),
            _ when command.Arguments.Contains("venv") => Venv(command),
            _ => Pip(command),
        };
        foreach (var line in result.Tail) onLine?.Invoke(line);
        return Task.FromResult(result);
    }

    private CommandResult Apt(string[] arguments)
    {
        Ran.Add($"apt-get {string.Join(' ', arguments)}");
        if (LockedCalls-- > 0) return new CommandResult(100, "", ["E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)"]);
        if (arguments[0] == "update")
        {
            foreach (var (file, _) in OtherPackages.Where(package => Installed.Contains(package.Key)).Select(package => package.Value).Where(package => package.Refresh)) Write(file);
            return Done();
        }

        var packages = arguments.Skip(3).ToList();
        var unknown = packages.Where(package => !Available.ContainsKey(package) && !OtherPackages.ContainsKey(package)).ToList();
        if (unknown.Count > 0) return new CommandResult(100, "", [.. unknown.Select(package => $"E: Unable to locate package {package}")]);
        Installed.UnionWith(packages);
        foreach (var (file, _) in packages.Where(OtherPackages.ContainsKey).Select(package => OtherPackages[package]).Where(package => !package.Refresh)) Write(file);
        return Done();
    }

    private CommandResult Probe(Command command)
    {
        Probes++;
        File.WriteAllText(status, string.Join(' ', Installed));
        var have = command.Program == "/usr/bin/python3"
            ? Installed.Where(Available.ContainsKey).ToDictionary(package => Available[package].Distribution, package => Available[package].Version)
            : Pythons.GetValueOrDefault(command.Program);
        if (have is null) return new CommandResult(127, "", ["no such program"]);
        object? blas = !have.ContainsKey("numpy") ? null
            : OpenBlasIsChosen || Installed.Contains("libopenblas0-pthread")
                ? new { config = (string?)"OpenBLAS 0.3.21 DYNAMIC_ARCH", core = (string?)"Haswell", files = Array.Empty<string>() }
                : new { config = (string?)null, core = (string?)null, files = Array.Empty<string>() };
        return Done(JsonSerializer.Serialize(new
        {
            interpreter = command.Program,
            implementation = "cpython",
            version = "3.11.2",
            packages = have,
            blas,
            watched = new[] { status },
        }));
    }

    private CommandResult Venv(Command command)
    {
        Ran.Add("venv");
        Write(Path.Combine(command.Arguments[^1], "bin", "python3"));
        return Done();
    }

    private CommandResult Pip(Command command)
    {
        var requirements = command.Arguments.SkipWhile(argument => argument != "--prefer-binary").Skip(1).ToList();
        Ran.Add($"pip install {string.Join(' ', requirements)}");
        if (PipInstalls is null) return new CommandResult(1, "", ["Looking in indexes", "ERROR: No matching distribution found for numpy>=1.24"]);
        Pythons[command.Program] = requirements.ToDictionary(requirement => requirement.Split(">=")[0], _ => PipInstalls);
        return Done();
    }

    private static CommandResult Done(string output = "") => new(0, output, []);

    private static void Write(string? file)
    {
        if (file is null) return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "");
    }
}
