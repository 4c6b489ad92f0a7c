using k8s.KubeConfigModels;

namespace Modelyard.Clusters;

/// <summary>A program that a kubeconfig names to ask for credentials (<c>users[].user.exec</c>).</summary>
internal static class CredentialPlugin
{
    /// <summary>Says so where the program of a context's user is not on this machine; the client would only say that nothing started.</summary>
    public static void Check(K8SConfiguration merged, string context, ClusterOptions options, string where)
    {
        var user = merged.Contexts.First(known => known.Name == context).ContextDetails?.User;
        var plugin = merged.Users.FirstOrDefault(known => known.Name == user)?.UserCredentials?.ExternalExecution;
        if (plugin?.Command is not { Length: > 0 } command || IsThere(command, options)) return;
        throw ClusterCodes.PluginFailed.Failure(
            $"{where}: context '{context}' asks the program '{command}' for credentials, and it is not on this machine",
            string.IsNullOrWhiteSpace(plugin.InstallHint) ? null : OneLine.Of(plugin.InstallHint));
    }

    private static bool IsThere(string command, ClusterOptions options) =>
        command.Contains('/')
            ? File.Exists(command)
            : (options.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, command)));
}
