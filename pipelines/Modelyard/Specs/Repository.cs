using Modelyard.Diagnostics;
using Modelyard.Specs.Requirements;

namespace Modelyard.Specs;

/// <summary>A spec as it was read: the record, and where each of its fields stands in the file.</summary>
/// <param name="Folder">
/// The folder's path relative to the root, forward slashes: <c>models/item-photo</c>, of a release <c>models/item-photo/releases</c>.
/// </param>
public sealed record SpecFile<T>(T Spec, string Folder, SourceMap Source);

/// <summary>All specs of a repository, read and validated: what planning starts from.</summary>
public sealed record Repository
{
    /// <summary>The repository's root, absolute.</summary>
    public required string Root { get; init; }

    /// <summary>Name → model. Only those without errors, whose components and runtimes have none either.</summary>
    public required IReadOnlyDictionary<string, SpecFile<ModelSpec>> Models { get; init; }

    /// <summary>Name → component. Only those without errors, whose runtime has none either.</summary>
    public required IReadOnlyDictionary<string, SpecFile<ComponentSpec>> Components { get; init; }

    /// <summary>Name → runtime. Only those without errors, also in what they extend.</summary>
    public required IReadOnlyDictionary<string, SpecFile<RuntimeSpec>> Runtimes { get; init; }

    /// <summary>What images stand on, by the place to build in; empty for the usual one. Only those without errors.</summary>
    public IReadOnlyDictionary<string, SpecFile<ImagesSpec>> Images { get; init; } = new Dictionary<string, SpecFile<ImagesSpec>>();

    /// <summary>(model, environment) → release. Only those without errors.</summary>
    public required IReadOnlyDictionary<(string Model, string Environment), SpecFile<ReleaseSpec>> Releases { get; init; }

    /// <summary>Model → the numbers of its versions. Only models that have some, without errors.</summary>
    public IReadOnlyDictionary<string, SpecFile<LedgerSpec>> Ledgers { get; init; } = new Dictionary<string, SpecFile<LedgerSpec>>();

    /// <summary>Model → the packages that its own components run with. Only models that have some.</summary>
    public IReadOnlyDictionary<string, ModelRequirements> Requirements { get; init; } = new Dictionary<string, ModelRequirements>();

    /// <summary>Model → the packages of Debian that its own components need. Only models that have some.</summary>
    public IReadOnlyDictionary<string, DebianPackages> DebianPackages { get; init; } = new Dictionary<string, DebianPackages>();

    /// <summary>Where models can be live.</summary>
    public required EnvironmentsSpec Environments { get; init; }

    /// <summary>Everything found wrong, in order of file, line and column.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Whether anything is an error.</summary>
    public bool HasErrors => Diagnostics.Any(diagnostic => diagnostic.Severity == Severity.Error);
}
