using Pulumi;
using Pulumi.Kubernetes.ApiExtensions;
using Pulumi.Kubernetes.Types.Inputs.Meta.V1;

namespace Modelyard.Infra.Components.Kubernetes;

/// <summary>An object of a kind that a chart brings.</summary>
public sealed class CustomObjectArgs : CustomResourceArgs
{
    /// <param name="apiVersion">Group and version: <c>security.istio.io/v1</c>.</param>
    public CustomObjectArgs(string apiVersion, string kind, string name, string @namespace, InputMap<object> spec)
        : base(apiVersion, kind)
    {
        Metadata = new ObjectMetaArgs { Name = name, Namespace = @namespace, Labels = PlatformLabels.All };
        Spec = spec;
    }

    [Input("spec")]
    public InputMap<object> Spec { get; }
}
