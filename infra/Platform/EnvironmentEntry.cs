using System.Text.Json;
using System.Text.RegularExpressions;
using Modelyard.Clusters;
using Modelyard.Infra.Components.Kubernetes;
using Modelyard.Infra.Components.Settings;

namespace Modelyard.Infra.Platform;

/// <summary>Where an environment trains or serves, of what <c>pipelines/environments.yaml</c> says about it.</summary>
public sealed record EnvironmentPlace(string Context, string Namespace, string? Claim, string? PullSecret);

/// <summary>What lets the world in.</summary>
public sealed record EnvironmentIngress(string Namespace, string Gateway, string Host);

/// <summary>A tenant and what its namespace may ask for.</summary>
public sealed record Tenant(string Name, NamespaceQuota Quota, string? Group);

/// <summary>An environment, as far as its platform depends on it. `yard validate` checks the file as a whole; here only what is read must hold.</summary>
public sealed partial record EnvironmentEntry(string Name, EnvironmentPlace? Training, EnvironmentPlace? Serving, EnvironmentIngress? Ingress, IReadOnlyList<Tenant> Tenants)
{
    /// <summary>The file, relative to the repository's root.</summary>
    public const string File = "pipelines/environments.yaml";

    private const string DefaultDriver = "yard-driver";

    /// <summary>Reads one.</summary>
    /// <param name="document">The file as JSON.</param>
    public static EnvironmentEntry Read(string name, JsonElement document, SettingsProblems problems)
    {
        var root = SettingsSection.Of(document, problems);
        var environments = root.Section("environments");
        if (!environments.Has(name))
        {
            problems.Add(StackCodes.Environment, $"environments.{name}", "there is no such environment", $"there are {string.Join(", ", environments.Names)}");
            return new EnvironmentEntry(name, null, null, null, []);
        }

        var entry = environments.Section(name);
        var training = ReadPlace(entry, "training");
        var serving = ReadPlace(entry, "serving");
        if (training is null && serving is null) problems.Add(StackCodes.Environment, $"environments.{name}", "it has neither training: nor serving:, so it is on no cluster");
        if (training is { Claim: null }) problems.Add(StackCodes.Environment, $"environments.{name}.training.claim", "it is missing; expected the name of the claim that holds the store");
        if (training is not null && entry.Section("training").Text("driver", DefaultDriver) is var driver && driver != DefaultDriver)
        {
            problems.Add(StackCodes.Environment, $"environments.{name}.training.driver", $"found '{driver}', but the platform makes the account {DefaultDriver}");
        }

        return new EnvironmentEntry(name, training, serving, serving is null ? null : ReadIngress(entry.Section("serving")), ReadTenants(root.Section("tenants")));
    }

    private static EnvironmentPlace? ReadPlace(SettingsSection entry, string kind)
    {
        if (!entry.Has(kind)) return null;
        var place = entry.Section(kind);
        return new EnvironmentPlace(
            place.Text("context"), place.Text("namespace", form: Forms.Label(), words: "a namespace's name"), place.MaybeText("claim", Forms.Label(), "a claim's name"), place.MaybeText("pullSecret", Forms.Label(), "a Secret's name"));
    }

    private static EnvironmentIngress? ReadIngress(SettingsSection serving)
    {
        if (!serving.Has("ingress")) return null;
        var ingress = serving.Section("ingress");
        var gateway = ingress.Text("gateway", form: Gateway(), words: "a Gateway of Istio as namespace/name").Split('/');
        return new EnvironmentIngress(gateway[0], gateway[^1], ingress.Text("host"));
    }

    private static List<Tenant> ReadTenants(SettingsSection tenants) =>
    [
        .. tenants.Names.Select(name =>
        {
            var quota = tenants.Section(name).Section("quota");
            return new Tenant(
                name,
                new NamespaceQuota(quota.Number("cpus", 16, 1, 100000), quota.Amount("memory", "64Gi"), quota.Number("gpus", 0, 0, 10000), quota.Number("pods", 100, 1, 100000)),
                tenants.Section(name).MaybeText("group"));
        }),
    ];

    [GeneratedRegex("^[a-z0-9-]+/[a-z0-9-]+$")]
    private static partial Regex Gateway();
}
