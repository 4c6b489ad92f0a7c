using YamlDotNet.RepresentationModel;

namespace Modelyard.Clusters;

/// <summary>What a kubeconfig says and the client does not read: proxies of clusters, and as whom users ask.</summary>
/// <param name="Proxies">Cluster → <c>proxy-url</c>.</param>
/// <param name="Impersonations">User → as whom.</param>
internal sealed record KubeconfigDetails(IReadOnlyDictionary<string, Uri> Proxies, IReadOnlyDictionary<string, Impersonation> Impersonations)
{
    private static readonly string[] Schemes = ["http", "https", "socks5"];

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">Something is not as kubectl writes it; says what and is one line.</exception>
    public static KubeconfigDetails Of(string text)
    {
        var documents = new YamlStream();
        documents.Load(new StringReader(text));
        var root = documents.Documents.Count > 0 ? documents.Documents[0].RootNode : null;
        return new KubeconfigDetails(
            Entries(root, "clusters", "cluster").Where(entry => Scalar(entry.Body, "proxy-url") is not null).DistinctBy(entry => entry.Name).ToDictionary(entry => entry.Name, entry => Proxy(entry.Name, Scalar(entry.Body, "proxy-url")!)),
            Entries(root, "users", "user").DistinctBy(entry => entry.Name).Select(entry => (entry.Name, As: Of(entry.Name, entry.Body))).Where(entry => entry.As is not null).ToDictionary(entry => entry.Name, entry => entry.As!));
    }

    private static Uri Proxy(string cluster, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && Schemes.Contains(address.Scheme)
            ? address
            : throw new FormatException($"cluster '{cluster}': proxy-url is '{text}'; expected http://, https:// or socks5:// and a host");

    // Several headers of one name go out as one line, in which the API server sees one value: what needs several is refused.
    private static Impersonation? Of(string user, YamlNode body)
    {
        var groups = Child(body, "as-groups") is YamlSequenceNode several ? several.Children.OfType<YamlScalarNode>().Select(group => group.Value ?? "").ToList() : [];
        if (Child(body, "as-user-extra") is YamlMappingNode { Children.Count: > 0 } or YamlSequenceNode { Children.Count: > 0 }) throw new FormatException($"user '{user}': as-user-extra cannot be sent; leave it out");
        if (groups.Count > 1) throw new FormatException($"user '{user}': as-groups names {groups.Count} groups; expected one, since only one can be sent");
        if (Scalar(body, "as") is { Length: > 0 } name) return new Impersonation(name, Scalar(body, "as-uid"), groups.FirstOrDefault());
        return groups.Count == 0 && Scalar(body, "as-uid") is null ? null : throw new FormatException($"user '{user}': as-groups and as-uid say more of whom 'as' names, and 'as' is missing");
    }

    private static IEnumerable<(string Name, YamlNode Body)> Entries(YamlNode? root, string list, string body) =>
        root is not null && Child(root, list) is YamlSequenceNode entries
            ? entries.Children.Select(entry => (Name: Scalar(entry, "name"), Body: Child(entry, body))).Where(entry => entry is { Name: not null, Body: not null }).Select(entry => (entry.Name!, entry.Body!))
            : [];

    private static YamlNode? Child(YamlNode node, string key) => node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var found) ? found : null;

    private static string? Scalar(YamlNode node, string key) => (Child(node, key) as YamlScalarNode)?.Value;
}
