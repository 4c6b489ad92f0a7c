namespace Modelyard.Cli.Commands;

/// <summary>How registries are named on the command line.</summary>
internal static class RegistryArgument
{
    /// <summary>The forms, in words.</summary>
    public const string Forms = "host[:port]/path (http:// before it without TLS), oci:FOLDER for a layout on disk, or the name of an environment.";
}
