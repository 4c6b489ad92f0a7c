using Modelyard.Specs;

namespace Modelyard.Versions;

/// <summary>The one metric that stands for a version where there is room for one.</summary>
public static class MainMetric
{
    private const string Usual = "accuracy";

    /// <summary>The model's first gate, else accuracy, else the first by name; of a version only what was measured counts.</summary>
    /// <param name="model"><see langword="null"/> where the repository does not know the model.</param>
    /// <param name="version"><see langword="null"/> where no version is at hand.</param>
    /// <returns><see langword="null"/> where the version has no metrics.</returns>
    public static string? Of(ModelSpec? model, VersionManifest? version)
    {
        var wanted = (model?.Gates.Keys ?? []).Append(Usual);
        return version is null
            ? wanted.First()
            : wanted.FirstOrDefault(version.Metrics.ContainsKey) ?? version.Metrics.Keys.Order(StringComparer.Ordinal).FirstOrDefault();
    }
}
