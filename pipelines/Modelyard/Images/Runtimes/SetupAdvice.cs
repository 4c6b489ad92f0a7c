using Modelyard.Diagnostics;
using Modelyard.Images.Builds;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>Says what is missing, and exactly how a person brings it there.</summary>
internal static class SetupAdvice
{
    /// <summary>No interpreter has all packages.</summary>
    public static Diagnostic PackagesMissing(IReadOnlyList<RuntimeSpec> runtimes, InterpreterSearch search)
    {
        var nearest = search.Refused.Where(refused => refused.Problem is null).MinBy(refused => refused.Missing.Count);
        var found = nearest is null ? "no Python was found" : $"the nearest Python, {nearest.Candidate}, {Shortfall(nearest)}";
        var packages = runtimes.SelectMany(runtime => runtime.Packages).ToList();
        var debian = packages.Select(package => package.Debian).Concat(runtimes.SelectMany(runtime => runtime.Libraries).Select(library => library.Debian));
        var pip = VirtualEnvironment.Requirements(packages).Select(requirement => $"'{requirement}'");
        return RuntimeCodes.PackagesMissing.Error(
            null,
            $"{Names(runtimes)}: {found}",
            $"on Debian or Ubuntu: {AptLine(debian)}; elsewhere: python3 -m pip install {string.Join(' ', pip)} into a Python that YARD_PYTHON then names");
    }

    /// <summary>A file that a source reads is not there.</summary>
    /// <param name="log">Where apt-get's output is, if it was already tried.</param>
    public static Diagnostic DataMissing(DataNeed need, bool hasApt, string? log)
    {
        var update = need.Package.Refresh ? " && sudo apt-get update" : "";
        return RuntimeCodes.DataMissing.Error(
            need.Where,
            $"source {need.Component} reads {need.Package.File}, which is not there",
            log is not null ? $"apt-get ran for the package {need.Package.Debian} and did not bring it (see {log}): another mirror may, or put that file there"
            : hasApt
                ? $"{AptLine([need.Package.Debian])}{update}"
                : $"put that file there; on Debian and Ubuntu the package {need.Package.Debian} brings it{(need.Package.Refresh ? " with the next apt-get update" : "")}");
    }

    /// <summary>Components in C# cannot be built.</summary>
    public static Diagnostic SdkMissing(string runtime) => RuntimeCodes.SdkMissing.Error(
        null, $"runtime {runtime}: no .NET SDK {DotnetSdk.Major} was found, by which its components are built", "install it, and name its folder in DOTNET_ROOT where it is in an unusual place");

    /// <summary>What an interpreter lacks, in words that follow its name.</summary>
    public static string Shortfall(RefusedInterpreter refused) => refused.Problem is { } problem
        ? $"did not answer ({problem})"
        : $"lacks {string.Join(", ", refused.Missing.Select(package => package.AtLeast is null ? package.Pip : $"{package.Pip} {package.AtLeast} or newer"))}";

    private static string AptLine(IEnumerable<string> packages) =>
        $"sudo apt-get install -y --no-install-recommends {string.Join(' ', packages.Distinct().Order(StringComparer.Ordinal))}";

    private static string Names(IReadOnlyList<RuntimeSpec> runtimes) =>
        $"{(runtimes.Count == 1 ? "runtime" : "runtimes")} {string.Join(", ", runtimes.Select(runtime => runtime.Name))}";
}
