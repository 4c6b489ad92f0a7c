using System.Collections.Immutable;
using System.Text.Json;
using Pulumi;

namespace Modelyard.Infra.Components.Settings;

/// <summary>A stack's configuration as Pulumi hands it to the program: full keys with their values as text, secrets decrypted.</summary>
/// <param name="Stack">The stack's name, by which its file is called.</param>
/// <param name="Values"><c>project:key</c> → value; mappings and lists as JSON.</param>
/// <param name="Secrets">Keys whose values are encrypted in the file.</param>
public sealed record StackConfiguration(string Stack, ImmutableDictionary<string, string> Values, ImmutableHashSet<string> Secrets)
{
    /// <summary>That of the stack that runs. Pulumi's <see cref="Config"/> reads the same variables, but tells neither which keys there are nor which of them are secret.</summary>
    public static StackConfiguration Current() => new(
        Deployment.Instance.StackName,
        Parse<ImmutableDictionary<string, string>>("PULUMI_CONFIG") ?? ImmutableDictionary<string, string>.Empty,
        Parse<ImmutableHashSet<string>>("PULUMI_CONFIG_SECRET_KEYS") ?? []);

    private static T? Parse<T>(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? JsonSerializer.Deserialize<T>(text) : default;
}
