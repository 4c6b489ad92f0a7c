using Modelyard.Specs.Reading;
using Modelyard.Specs.Yaml;

namespace Modelyard.Planning;

/// <summary>Specs as they were in the commit compared with.</summary>
internal static class BaseSpec
{
    /// <summary>The record, or <see langword="null"/> where the file was missing or had errors.</summary>
    public static T? Read<T>(SourceChanges changes, string folder, string path)
        where T : class
    {
        if (changes.ReadBase(path) is not { } bytes || bytes.Length > YamlBounds.Bytes) return null;
        var found = new List<Diagnostics.Diagnostic>();
        var reading = SpecFileReader.Read<T>(YamlFile.Parse(bytes, path, found), folder, path, found);
        return reading.Sound ? reading.Spec : null;
    }
}
