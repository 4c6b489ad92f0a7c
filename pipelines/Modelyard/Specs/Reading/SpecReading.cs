using Modelyard.Diagnostics;

namespace Modelyard.Specs.Reading;

/// <summary>A spec file as far as it could be read.</summary>
/// <typeparam name="T">The record.</typeparam>
internal sealed record SpecReading<T>
    where T : class
{
    /// <summary>The folder's path relative to the root.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder's own name, by which others refer to the spec.</summary>
    public required string Name { get; init; }

    /// <summary>The record; what was wrong is missing from it, required or not. Null where the file holds no mapping.</summary>
    public required T? Spec { get; init; }

    /// <summary>Where things stand in the file.</summary>
    public required SourceMap Source { get; init; }

    /// <summary>What was found wrong while reading.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }

    /// <summary>Whether the file was read without errors.</summary>
    public bool Sound => Diagnostics.Count == 0;

    /// <summary>What planning gets of a sound file.</summary>
    public SpecFile<T> ToFile() => new(Spec!, Folder, Source);
}
