using System.Text.RegularExpressions;
using k8s.Models;
using Modelyard.Diagnostics;

namespace Modelyard.Clusters;

/// <summary>What stands behind a 403: no role, a quota, a rule, a namespace that is going away. Only the message tells them apart.</summary>
internal static partial class ForbiddenAnswer
{
    /// <summary>What is missing, and how it is given.</summary>
    public static Diagnostic Read(V1Status status, string said, ClusterRequest asked)
    {
        if (OfAdmission(said, asked) is { } refused) return refused;
        if (status.Details?.Causes?.Any(cause => cause.Reason == "NamespaceTerminating") == true)
        {
            return ClusterCodes.NoNamespace.Error(null, $"{asked}: the namespace is being deleted", "wait until it is gone, then make it anew");
        }

        var user = User().Match(said) is { Success: true } match ? match.Groups[1].Value : null;
        var place = asked.Namespace is null ? "" : $" -n {asked.Namespace}";
        var kind = asked.Namespace is null ? "clusterrole" : "role";
        var hint = user is null
            ? null
            : $"kubectl create {kind} yard --verb={asked.Verb} --resource={asked.Resource}{place}; kubectl create {kind}binding yard --{kind}=yard {Subject(user)}{place}";
        return ClusterCodes.Forbidden.Error(null, $"{(user is null ? "this user" : $"'{user}'")} may not {asked}{(user is null ? $": {said}" : "")}", hint);
    }

    /// <summary>What the cluster's own rules object to, whatever the HTTP status; <see langword="null"/> where it is none of them.</summary>
    public static Diagnostic? OfAdmission(string said, ClusterRequest asked)
    {
        if (Quota().Match(said) is { Success: true } quota)
        {
            return ClusterCodes.QuotaExceeded.Error(
                null, $"{asked}: quota '{quota.Groups[1].Value}' is used up: {quota.Groups[3].Value} used of {quota.Groups[4].Value}, {quota.Groups[2].Value} more asked for");
        }

        if (MissingLimits().Match(said) is { Success: true } wanting)
        {
            return ClusterCodes.QuotaExceeded.Error(null, $"{asked}: quota '{wanting.Groups[1].Value}' wants every container to say its {wanting.Groups[2].Value}");
        }

        if (said.Contains("failed calling webhook", StringComparison.Ordinal)) return ClusterCodes.WebhookFailed.Error(null, $"{asked}: {said}");
        return Rules().IsMatch(said) ? ClusterCodes.Denied.Error(null, $"{asked}: {said}") : null;
    }

    private static string Subject(string user) =>
        user.Split(':') is ["system", "serviceaccount", var place, var name] ? $"--serviceaccount={place}:{name}" : $"--user={user}";

    [GeneratedRegex("""User "([^"]+)" cannot """)]
    private static partial Regex User();

    [GeneratedRegex("exceeded quota: ([^,]+), requested: (.+), used: (.+), limited: (.+)$")]
    private static partial Regex Quota();

    [GeneratedRegex("failed quota: ([^:]+): must specify (.+)$")]
    private static partial Regex MissingLimits();

    [GeneratedRegex("admission webhook .* denied the request|violates PodSecurity|(maximum|minimum) .* usage per |is forbidden: .*ValidatingAdmissionPolicy")]
    private static partial Regex Rules();
}
