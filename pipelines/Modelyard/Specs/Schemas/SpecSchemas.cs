using System.Text;
using Modelyard.Specs.Shapes;

namespace Modelyard.Specs.Schemas;

/// <summary>The JSON schemas of all spec files, for editors: generated from the records, and committed beside the specs.</summary>
public static class SpecSchemas
{
    private static readonly (string Path, Type Record)[] Files =
    [
        ("models/model.schema.json", typeof(ModelSpec)),
        ("models/release.schema.json", typeof(ReleaseSpec)),
        ("models/versions.schema.json", typeof(LedgerSpec)),
        ("pipelines/Components/component.schema.json", typeof(ComponentSpec)),
        ("pipelines/Runtimes/runtime.schema.json", typeof(RuntimeSpec)),
        ("pipelines/Runtimes/images.schema.json", typeof(ImagesSpec)),
        ("pipelines/environments.schema.json", typeof(EnvironmentsSpec)),
    ];

    /// <summary>Path relative to the root → content, as it is to be committed.</summary>
    /// <exception cref="FileNotFoundException">
    /// The library's documentation file (<c>Modelyard.xml</c>), which the descriptions come from, is not beside it.
    /// </exception>
    public static IReadOnlyList<(string Path, string Json)> All()
    {
        var comments = XmlComments.OfLibrary();
        return [.. Files.Select(file => (file.Path, Text(SpecSchemaWriter.Write(SpecShapes.Of(file.Record), comments))))];
    }

    private static string Text(byte[] json)
    {
        return Encoding.UTF8.GetString(json);
    }
}
