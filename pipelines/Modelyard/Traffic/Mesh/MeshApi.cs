namespace Modelyard.Traffic.Mesh;

/// <summary>What Istio's routing kinds are called.</summary>
internal static class MeshApi
{
    public const string Group = "networking.istio.io";
    public const string Version = "v1beta1";
    public const string ApiVersion = $"{Group}/{Version}";
}
