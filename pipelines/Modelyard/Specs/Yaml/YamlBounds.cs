namespace Modelyard.Specs.Yaml;

/// <summary>How much of a spec file is read before it is refused. Hand-written files stay far below all of them.</summary>
internal static class YamlBounds
{
    public const int Bytes = 1 << 20;

    public const int Depth = 64;

    /// <summary>Mappings, lists, scalars and keys together.</summary>
    public const int Nodes = 20_000;

    public const int KeyCharacters = 256;
}
