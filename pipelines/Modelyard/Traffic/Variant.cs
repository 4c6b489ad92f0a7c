using Modelyard.Content;

namespace Modelyard.Traffic;

/// <summary>
/// What the gateway tells a mesh about the version that must answer (<c>x-yard-variant</c>): the first twelve hex digits of its identity, which are also the name of its
/// subset and the value of its pods' label <c>app.kubernetes.io/version</c>.
/// </summary>
public static class Variant
{
    public static string Of(Digest identity) => identity.Short;
}
