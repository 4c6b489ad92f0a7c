using System.Collections.Immutable;
using System.Text.Json;
using Modelyard.Infra.Components.Settings;
using Modelyard.Infra.Platform;

namespace Modelyard.Infra.Tests.Recording;

/// <summary>A committed stack's file, with the secrets that its first lines tell to set.</summary>
internal static class StackFile
{
    private static readonly ImmutableDictionary<string, string> Secrets = ImmutableDictionary<string, string>.Empty
        .Add("modelyard-clusters:kubeconfig", "a kubeconfig")
        .Add("modelyard-platform:grafanaPassword", "a password");

    /// <summary>As Pulumi hands it to the program.</summary>
    public static StackConfiguration Read(string root, string program, string stack)
    {
        var file = new RepositoryFolder(root).Yaml($"infra/{program}/Pulumi.{stack}.yaml");
        var project = $"modelyard-{program.ToLowerInvariant()}";
        var needed = Secrets.Where(secret => secret.Key.StartsWith(project, StringComparison.Ordinal) && (stack == "local" || program == "Platform")).ToImmutableDictionary();
        var values = file.GetProperty("config").EnumerateObject().ToImmutableDictionary(
            member => member.Name, member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText());
        return new StackConfiguration(stack, values.AddRange(needed), [.. needed.Keys]);
    }

    /// <summary>Another value for a key, or none.</summary>
    public static StackConfiguration With(this StackConfiguration configuration, string key, string? value) =>
        configuration with { Values = value is null ? configuration.Values.Remove(key) : configuration.Values.SetItem(key, value) };
}
