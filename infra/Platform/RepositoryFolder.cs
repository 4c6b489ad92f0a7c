using System.Text.Json;
using Pulumi;
using YamlDotNet.Serialization;

namespace Modelyard.Infra.Platform;

/// <summary>The repository that the program stands in: what else it says about the platform is read from there and not said again.</summary>
/// <param name="Root">Its folder.</param>
public sealed record RepositoryFolder(string Root)
{
    /// <summary>The one around the current folder, where Pulumi runs a program.</summary>
    /// <exception cref="RunException">There is none.</exception>
    public static RepositoryFolder Find()
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, EnvironmentEntry.File))) return new RepositoryFolder(folder.FullName);
        }

        throw new RunException($"no folder above {Directory.GetCurrentDirectory()} has a {EnvironmentEntry.File}; run pulumi in the repository");
    }

    /// <summary>A YAML file, as JSON.</summary>
    public JsonElement Yaml(string path)
    {
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(Text(path));
        return JsonDocument.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(document)).RootElement;
    }

    /// <summary>A file's content.</summary>
    public string Text(string path) => File.ReadAllText(Path.Combine(Root, path));
}
