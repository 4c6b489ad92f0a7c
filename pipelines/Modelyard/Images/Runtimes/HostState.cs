using Modelyard.Diagnostics;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>How a machine stands against some needs at one moment.</summary>
/// <param name="Python">The search for an interpreter; <see langword="null"/> where no runtime needs one.</param>
/// <param name="MissingData">Files that are not there.</param>
internal sealed record HostState(InterpreterSearch? Python, IReadOnlyList<DataNeed> MissingData)
{
    /// <summary>Runtimes that components in C# are built on → their packages; <see langword="null"/> where those are not known yet.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>?> Packages { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>?>();

    /// <summary>Whether an interpreter is needed and none has all packages.</summary>
    public bool LacksPython => Python is { Found: null };

    /// <summary>Whether everything that work depends on is there.</summary>
    public bool IsReady => !LacksPython && MissingData.Count == 0 && !Packages.Values.Contains(null);

    /// <summary>Whether the system's own NumPy is in use and runs on another BLAS than OpenBLAS, which a package would mend.</summary>
    public bool LacksSystemOpenBlas =>
        Python?.Found is { Candidate: SystemPython } found && found.Reports.Values.Any(report => report.Blas is { Config: null });

    /// <summary>The interpreter that the distribution's packages are for.</summary>
    public const string SystemPython = "/usr/bin/python3";

    /// <summary>What work can go on without, but should be known.</summary>
    /// <param name="runtimes">Merged, in Python.</param>
    public IEnumerable<Diagnostic> Warnings(IReadOnlyList<RuntimeSpec> runtimes, string? preferredPython)
    {
        if (preferredPython is not null && Python?.Refused.FirstOrDefault(refused => refused.Candidate == preferredPython) is { } preferred)
        {
            var instead = Python.Found is null ? "" : $"; using {Python.Found.Candidate} instead";
            yield return RuntimeCodes.PreferredPythonRefused.Warning(null, $"YARD_PYTHON names {preferredPython}: {SetupAdvice.Shortfall(preferred)}{instead}");
        }

        foreach (var runtime in runtimes.Where(runtime => runtime.Libraries.Any(library => library.Name == RuntimeProvisioner.OpenBlas)))
        {
            if (Python?.Found?.Reports[runtime.Name] is not { } report) continue;
            if (report.Blas?.Config is null)
            {
                var files = report.Blas is null ? "none that was recognised" : string.Join(", ", report.Blas.Files);
                yield return RuntimeCodes.BlasNotPinned.Warning(null, $"runtime {runtime.Name}: NumPy of {report.Interpreter} uses another BLAS than OpenBLAS: {files}");
            }
            else if (runtime.Environment.TryGetValue("OPENBLAS_CORETYPE", out var pinned) && !pinned.Equals(report.Blas.Core, StringComparison.OrdinalIgnoreCase))
            {
                yield return RuntimeCodes.KernelNotHonoured.Warning(null, $"runtime {runtime.Name} pins the BLAS kernel {pinned}; OpenBLAS chose {report.Blas.Core}");
            }
        }
    }
}
