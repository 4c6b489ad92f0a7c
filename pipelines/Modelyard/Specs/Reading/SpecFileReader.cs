using System.Text.Json;
using Modelyard.Diagnostics;
using Modelyard.Specs.Shapes;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Reading;

/// <summary>One file: YAML → nodes → structure → record.</summary>
internal static class SpecFileReader
{
    /// <summary>Reads a file; never throws for what it holds.</summary>
    /// <param name="root">The repository's root.</param>
    /// <param name="folder">Relative to the root.</param>
    /// <param name="file">The file's name in the folder.</param>
    public static SpecReading<T> Read<T>(string root, string folder, string file)
        where T : class
    {
        var path = $"{folder}/{file}";
        var diagnostics = new List<Diagnostic>();
        var node = YamlFile.Read(Path.Combine(root, path), path, diagnostics);
        return Read<T>(node, folder, path, diagnostics);
    }

    /// <summary>Stands for a file that is not read for what was found before.</summary>
    public static SpecReading<T> Refuse<T>(string folder, string file, IReadOnlyList<Diagnostic> found)
        where T : class => new()
        {
            Folder = folder,
            Name = Path.GetFileName(folder),
            Spec = null,
            Source = new SourceMap($"{folder}/{file}"),
            Diagnostics = found,
        };

    /// <summary>The record of a node.</summary>
    public static SpecReading<T> Read<T>(SpecNode? node, string folder, string path, List<Diagnostic> diagnostics)
        where T : class
    {
        var json = node is null ? null : new SpecStructure(path, diagnostics).Convert(node, SpecShapes.Of(typeof(T)));
        var options = diagnostics.Count == 0 ? SpecJson.Options : SpecJson.Lenient;
        return new SpecReading<T>
        {
            Folder = folder,
            Name = Path.GetFileName(folder),
            Spec = Resolved(json.Deserialize<T>(options), Path.GetFileName(folder)),
            Source = new SourceMap(path, node),
            Diagnostics = diagnostics,
        };
    }

    private static T? Resolved<T>(T? spec, string name)
        where T : class => spec is ModelSpec model ? (T)(object)OwnComponents.Resolve(model, name) : spec;
}
