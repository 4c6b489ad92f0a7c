namespace Modelyard.Images.Builder;

/// <summary>Where things are in our images: absolute paths.</summary>
public static class ImagePlaces
{
    /// <summary>The StepRunner.</summary>
    public const string StepRunner = "/yard/bin/yard-step";

    /// <summary>The code of a step's component.</summary>
    public const string Component = "/yard/component";

    /// <summary>The code that components on a runtime share.</summary>
    public const string Runtime = "/yard/runtime";

    /// <summary>What a component in C# was built into.</summary>
    public const string Program = "/yard/program";

    /// <summary>Packages of the language that the component's own model asks for.</summary>
    public const string Packages = "/yard/packages";

    /// <summary>A program of the platform itself.</summary>
    public const string PlatformProgram = "/yard/platform/cli";

    /// <summary>The repository's folders that a driver reads.</summary>
    public const string Repository = "/yard/repository";

    /// <summary>What a driver does.</summary>
    public const string Plan = "/yard/plan.json";

    /// <summary>What a folder was built into: its program, or its files.</summary>
    public const string App = "/app";

    /// <summary>The server's program.</summary>
    public const string Server = "/yard/server";

    /// <summary>The version's artifact: baked in, or where its volume is mounted.</summary>
    public const string Model = "/yard/model";

    /// <summary>The document that <c>YARD_SERVE</c> names.</summary>
    public const string Settings = "/yard/serve.json";

    /// <summary>Where a server in an image listens.</summary>
    public const int Port = 8080;

    /// <summary>Who runs: nobody that a host knows.</summary>
    public const string User = "65532:65532";

    /// <summary>As layers name it: without the slash.</summary>
    internal static string InLayer(string place) => place[1..];
}
