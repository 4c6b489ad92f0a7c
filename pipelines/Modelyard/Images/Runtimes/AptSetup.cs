using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>Brings Debian or Ubuntu to what is needed, in as few calls of apt-get as can be.</summary>
internal sealed class AptSetup(AptPackages apt)
{
    /// <summary>Installs what is missing.</summary>
    /// <param name="runtimes">Merged, in Python.</param>
    /// <returns>What went wrong; whether it matters shows when the machine is inspected again.</returns>
    public async Task<IReadOnlyList<Diagnostic>> InstallAsync(IReadOnlyList<RuntimeSpec> runtimes, HostState state, CancellationToken cancellation)
    {
        var problems = new List<Diagnostic>();
        var data = await apt.NotInstalledAsync(state.MissingData.Select(need => need.Package.Debian), cancellation);
        var libraries = state.LacksPython || state.LacksSystemOpenBlas ? runtimes.SelectMany(runtime => runtime.Libraries) : [];
        List<string> python = [.. PythonPackages(runtimes, state), .. await apt.NotInstalledAsync(libraries.Select(library => library.Debian), cancellation)];
        if (data.Count + python.Count > 0 && await apt.InstallAsync([.. data, .. python], cancellation) is { } problem)
        {
            problems.Add(problem);
            // One unknown package fails them all. Packages of Python have a second way, so the data gets a chance of its own.
            if (data.Count > 0 && python.Count > 0 && await apt.InstallAsync(data, cancellation) is { } again) problems.Add(again);
        }

        var refreshed = state.MissingData.Where(need => need.Package.Refresh).Select(need => need.Component).Distinct().ToList();
        if (refreshed.Count > 0
            && await apt.UpdateAsync($"apt-get update: fetching the data of {string.Join(", ", refreshed)}", cancellation) is { } stale)
        {
            problems.Add(stale);
        }

        return problems;
    }

    /// <summary>Also those that are installed but too old: the lists that are fetched first may have newer ones.</summary>
    private static IEnumerable<string> PythonPackages(IReadOnlyList<RuntimeSpec> runtimes, HostState state)
    {
        if (!state.LacksPython) return [];
        var system = state.Python!.Refused.FirstOrDefault(refused => refused.Candidate == HostState.SystemPython && refused.Problem is null);
        var packages = system?.Missing ?? runtimes.SelectMany(runtime => runtime.Packages);
        return packages.Select(package => package.Debian).Distinct().Order(StringComparer.Ordinal);
    }
}
