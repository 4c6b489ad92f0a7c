using Modelyard.Content;

namespace Modelyard.Images.Builds;

/// <summary>
/// A folder in which MSBuild sees what we put there and nothing above it: the store may lie within a repository whose own
/// settings are not meant for what is built here. Which feeds packages come from stays as the machine has it.
/// </summary>
internal static class BuildFolder
{
    private static readonly string[] Settings = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Directory.Solution.props"];

    /// <summary>Closes an existing folder.</summary>
    public static void Close(string folder)
    {
        foreach (var file in Settings) File.WriteAllText(Path.Combine(folder, file), "<Project />\n");
        File.WriteAllText(Path.Combine(folder, "global.json"), "{}\n");
        File.WriteAllText(Path.Combine(folder, ".editorconfig"), "root = true\n");
    }

    /// <summary>Copies the files of a code snapshot, writable, as a build leaves its own beside them.</summary>
    public static void Copy(string snapshot, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var path in ContentTree.Walk(snapshot))
        {
            var copy = Path.Combine(target, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(Path.Combine(snapshot, path)));
        }
    }

    /// <summary>What every call of the SDK gets: nothing of it outlives the call, and nothing is told to anyone.</summary>
    /// <param name="home">Where the SDK keeps its own where the user has no home.</param>
    public static Dictionary<string, string?> Environment(DotnetSdk sdk, string home)
    {
        var environment = new Dictionary<string, string?>
        {
            ["DOTNET_ROOT"] = sdk.Root,
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            ["DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
        };
        if (string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("HOME")))
        {
            environment["DOTNET_CLI_HOME"] = home;
            environment["NUGET_PACKAGES"] = Path.Combine(home, "packages");
        }

        return environment;
    }
}
