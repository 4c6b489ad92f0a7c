using System.Text.Json;
using Modelyard.Images.Requirements;

namespace Modelyard.Running.Store;

/// <summary>Virtual environments of models by name: <c>environments/&lt;name&gt;/</c>.</summary>
public sealed class EnvironmentFolders(string root)
{
    /// <summary>Where the environment of this name is, or would be.</summary>
    public string PathOf(string name) => Path.Combine(root, name);

    /// <summary>One that was made to its end.</summary>
    public ModelEnvironment? Find(string name)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(PathOf(name), ModelEnvironment.FileName)), EnvironmentJson.Default.ModelEnvironment);
        }
        catch (Exception missing) when (missing is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The names of all, finished or not.</summary>
    public IEnumerable<string> All() => Directory.Exists(root) ? Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)) : [];
}
