using Modelyard.Diagnostics;

namespace Modelyard.Cli.Commands;

/// <summary>Reads <c>MODEL</c> and <c>MODEL@VERSION</c>.</summary>
internal static class ModelArgument
{
    /// <summary>A model that has a folder or versions here.</summary>
    public static string Known(string model, Workspace workspace)
    {
        var known = workspace.Repository.Models.Keys;
        return known.Contains(model) || Directory.Exists(Path.Combine(workspace.Root, "models", model)) || Directory.Exists(Path.Combine(workspace.Store.Versions, model))
            ? model
            : throw WorkspaceCodes.UnknownModel.Failure($"there is no model '{model}'; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}", NearestName.Hint(model, known));
    }

    /// <summary><c>item-photo@dev3</c>; without a version the newest.</summary>
    public static (string Model, string Version) WithVersion(string text, Workspace workspace)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? (Known(text, workspace), "newest") : (Known(text[..at], workspace), text[(at + 1)..]);
    }
}
