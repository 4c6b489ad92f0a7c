using Modelyard.Diagnostics;
using Modelyard.Specs.Reading;
using Modelyard.Specs.Yaml;

namespace Modelyard.Specs.Validation;

/// <summary>What is in a folder is named as the folder is, so that a name leads to its file without a search.</summary>
internal static class FolderName
{
    /// <summary>An error where the names differ.</summary>
    /// <param name="name">The name in the file; null where it has errors of its own.</param>
    public static IEnumerable<Diagnostic> Check<T>(SpecReading<T> reading, string? name)
        where T : class
    {
        if (name is null || name == reading.Name) yield break;
        yield return SpecCodes.NameDiffersFromFolder.Error(
            reading.Source.ValueAt("name"),
            $"name: '{name}' differs from the name of the folder, {Excerpt.Of(reading.Name)}",
            $"write 'name: {Excerpt.Bare(reading.Name)}', or rename the folder");
    }
}
