using k8s;
using k8s.Exceptions;
using k8s.KubeConfigModels;
using Modelyard.Diagnostics;
using YamlDotNet.Core;

namespace Modelyard.Clusters;

/// <summary>The files that say where clusters are and who we are there, found and merged as kubectl does.</summary>
internal static class Kubeconfig
{
    /// <summary>The settings of a context, <see langword="null"/> for the current one, and its name.</summary>
    /// <exception cref="YardException">No file, no such context, a file or a plugin that cannot be used.</exception>
    public static ClusterEntry Read(string? context, ClusterOptions options)
    {
        var files = Files(options);
        var loaded = files.Select(Load).ToList();
        var merged = Merge(loaded.ConvertAll(file => file.Known));
        var where = string.Join(", ", files);
        var names = merged.Contexts.Select(known => known.Name).Order(StringComparer.Ordinal).ToList();
        var wanted = context ?? merged.CurrentContext;
        if (string.IsNullOrEmpty(wanted))
        {
            throw ClusterCodes.NoContext.Failure($"{where}: no context was named, and the file has no current one; there are: {Listed(names)}", "kubectl config use-context NAME");
        }

        if (!names.Contains(wanted))
        {
            throw ClusterCodes.NoContext.Failure($"{where}: no context '{wanted}'; there are: {Listed(names)}", NearestName.Hint(wanted, names));
        }

        CredentialPlugin.Check(merged, wanted, options, where);
        try
        {
            var settings = KubernetesClientConfiguration.BuildConfigFromConfigObject(merged, wanted);
            var details = merged.Contexts.First(known => known.Name == wanted).ContextDetails;
            return new ClusterEntry(settings, wanted)
            {
                Proxy = loaded.First(file => file.Known.Clusters.Any(known => known.Name == details.Cluster)).Details.Proxies.GetValueOrDefault(details.Cluster),
                Impersonation = loaded.FirstOrDefault(file => file.Known.Users.Any(known => known.Name == details.User)).Details?.Impersonations.GetValueOrDefault(details.User),
            };
        }
        catch (Exception failed) when (failed is KubeConfigException && failed.Message.StartsWith("external exec", StringComparison.Ordinal))
        {
            throw ClusterCodes.PluginFailed.Failure($"{where}: context '{wanted}': {OneLine.Of(failed.Message)}");
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            // The client throws whatever came up: a missing entry, text that is not base 64, a file that is not there.
            throw ClusterCodes.BadKubeconfig.Failure($"{where}: context '{wanted}': {OneLine.Of(failed.Message)}");
        }
    }

    private static List<string> Files(ClusterOptions options)
    {
        if (options.Variable("KUBECONFIG") is { Length: > 0 } listed)
        {
            var named = listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
            var there = named.Where(File.Exists).ToList();
            return there.Count > 0 ? there : throw ClusterCodes.NoKubeconfig.Failure($"KUBECONFIG names {string.Join(", ", named)}, which is not there");
        }

        var usual = Path.Combine(options.Variable("HOME") is { Length: > 0 } home ? home : "/", ".kube", "config");
        return File.Exists(usual) ? [usual] : throw ClusterCodes.NoKubeconfig.Failure($"KUBECONFIG is not set, {usual} is not there, and this is no pod with a service account");
    }

    private static (K8SConfiguration Known, KubeconfigDetails Details) Load(string file)
    {
        try
        {
            var text = File.ReadAllText(file);
            var loaded = KubernetesYaml.Deserialize<K8SConfiguration>(text) ?? new K8SConfiguration();
            return (Rooted(loaded, Path.GetDirectoryName(Path.GetFullPath(file))!), KubeconfigDetails.Of(text));
        }
        catch (YamlException failed)
        {
            throw ClusterCodes.BadKubeconfig.Failure($"line {failed.Start.Line}: {OneLine.Of(failed.InnerException?.Message ?? failed.Message)}", where: new SourcePosition(file, (int)failed.Start.Line));
        }
        catch (Exception failed)
        {
            // The parser has exceptions of its own for some texts; a folder or a file that may not be read is none either.
            throw ClusterCodes.BadKubeconfig.Failure(OneLine.Of(failed.Message), where: new SourcePosition(file));
        }
    }

    /// <summary>Paths in a file are relative to that file, also when it is merged into another.</summary>
    private static K8SConfiguration Rooted(K8SConfiguration loaded, string folder)
    {
        string? At(string? path) => string.IsNullOrEmpty(path) ? path : Path.Combine(folder, path);
        foreach (var endpoint in loaded.Clusters.Select(cluster => cluster.ClusterEndpoint).OfType<ClusterEndpoint>())
        {
            endpoint.CertificateAuthority = At(endpoint.CertificateAuthority);
        }

        foreach (var credentials in loaded.Users.Select(user => user.UserCredentials).OfType<UserCredentials>())
        {
            credentials.ClientCertificate = At(credentials.ClientCertificate);
            credentials.ClientKey = At(credentials.ClientKey);
            // A command with a slash is a file beside the kubeconfig, one without is looked for on the PATH.
            if (credentials.ExternalExecution is { Command: { } command } plugin && command.Contains('/')) plugin.Command = At(command);
        }

        return loaded;
    }

    private static K8SConfiguration Merge(List<K8SConfiguration> files) => new()
    {
        ApiVersion = "v1",
        Kind = "Config",
        CurrentContext = files.Select(file => file.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name)),
        Contexts = files.SelectMany(file => file.Contexts).DistinctBy(context => context.Name).ToList(),
        Clusters = files.SelectMany(file => file.Clusters).DistinctBy(cluster => cluster.Name).ToList(),
        Users = files.SelectMany(file => file.Users).DistinctBy(user => user.Name).ToList(),
    };

    private static string Listed(List<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
