namespace Modelyard.Running.Kubernetes;

/// <summary>What kubelets call an image: without the scheme that our own references may have, since a node's configuration says how a registry is spoken to.</summary>
internal static class ClusterImage
{
    private const string Plain = "http://";

    public static string Of(string reference) => reference.StartsWith(Plain, StringComparison.Ordinal) ? reference[Plain.Length..] : reference;
}
