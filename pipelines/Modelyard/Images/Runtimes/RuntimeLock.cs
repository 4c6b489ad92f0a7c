using System.Text.Json.Nodes;
using Modelyard.Content;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>
/// What a runtime is, exactly, on one machine or in one image, as far as it can change what a step computes. Its digest is part
/// of every step key, so it names no path, host or time: two machines with the same packages share a lock.
/// </summary>
public sealed class RuntimeLock
{
    private readonly byte[] _document;

    private RuntimeLock(byte[] document)
    {
        _document = document;
        Digest = Digest.Of(document);
    }

    /// <summary>SHA-256 of the canonical document.</summary>
    public Digest Digest { get; }

    /// <summary>
    /// <c>{interpreter: {implementation, version}, packages: {name: version}, blas: {library, version, core, files: {name: digest}} | null,
    /// environment: {variable: value}}</c>; a new copy each time.
    /// </summary>
    public JsonObject Document => JsonNode.Parse(_document)!.AsObject();

    /// <inheritdoc/>
    public override string ToString() => Digest.ToString();

    /// <summary>Reads a document that <see cref="Document"/> gave, as images carry it.</summary>
    public static RuntimeLock FromDocument(JsonObject document) => new(CanonicalJson.Bytes(document));

    /// <summary>The lock of a runtime on .NET.</summary>
    /// <param name="packages">Package → version, those that components are built with; empty for a runtime that only serves.</param>
    internal static RuntimeLock OfDotnet(RuntimeSpec runtime, Version version, IReadOnlyDictionary<string, string> packages) => Of(
        "dotnet", version.ToString(3), new JsonObject(packages.Select(package => KeyValuePair.Create(package.Key, (JsonNode?)package.Value))), null, runtime);

    /// <summary>The lock of a runtime on Python.</summary>
    /// <param name="report">Must lack none of the runtime's packages.</param>
    /// <param name="files">The digest of each of the BLAS's files.</param>
    internal static RuntimeLock OfPython(RuntimeSpec runtime, ProbeReport report, IReadOnlyDictionary<string, Digest> files)
    {
        var packages = runtime.Packages.Select(package => KeyValuePair.Create(package.Pip, (JsonNode?)report.Packages[package.Pip]));
        return Of(report.Implementation, report.Version, new JsonObject(packages), Blas(report.Blas, files), runtime);
    }

    private static RuntimeLock Of(string implementation, string version, JsonObject packages, JsonObject? blas, RuntimeSpec runtime) =>
        FromDocument(new JsonObject
        {
            ["interpreter"] = new JsonObject { ["implementation"] = implementation, ["version"] = version },
            ["packages"] = packages,
            ["blas"] = blas,
            ["environment"] = new JsonObject(runtime.Environment.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))),
        });

    private static JsonObject? Blas(BlasReport? blas, IReadOnlyDictionary<string, Digest> files)
    {
        if (blas is null) return null;
        var words = blas.Config?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new JsonObject
        {
            ["library"] = words.ElementAtOrDefault(0) ?? "other",
            ["version"] = words.ElementAtOrDefault(1),
            ["core"] = blas.Core,
            ["files"] = new JsonObject(blas.Files.DistinctBy(Path.GetFileName).Select(file => KeyValuePair.Create(Path.GetFileName(file), (JsonNode?)files[file].ToString()))),
        };
    }
}
