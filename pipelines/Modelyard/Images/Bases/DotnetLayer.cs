using System.Text.Json.Nodes;
using Modelyard.Images.Builds;
using Modelyard.Images.Layers;
using Modelyard.Images.Runtimes;

namespace Modelyard.Images.Bases;

/// <summary>The .NET that runs us, with ASP.NET Core, as a layer: for bases that do not bring it.</summary>
internal static class DotnetLayer
{
    /// <summary>Where it is in images.</summary>
    public const string Place = "usr/share/dotnet";

    private static readonly string[] Frameworks = ["Microsoft.NETCore.App", "Microsoft.AspNetCore.App"];

    /// <summary>The layer of a version that is installed beside an SDK.</summary>
    /// <exception cref="Modelyard.Diagnostics.YardException">YARD7128.</exception>
    public static LayerRecipe Of(DotnetSdk sdk, Version version)
    {
        var folders = Frameworks.Select(framework => Path.Combine("shared", framework, version.ToString(3))).Append(Path.Combine("host", "fxr", version.ToString(3))).ToList();
        var missing = folders.Where(folder => !Directory.Exists(Path.Combine(sdk.Root, folder))).ToList();
        if (missing.Count > 0) throw BaseCodes.NoDotnet.Failure($"{sdk.Root} has no {string.Join(", no ", missing)}", "install the SDK whole, from its vendor's packages or archive");

        // A few hundred files of the machine: their stamps say whether they are what was read last.
        var stamps = new JsonObject();
        foreach (var folder in folders) Add(stamps, folder);
        return new LayerRecipe(
            $".NET {version.ToString(3)}",
            new JsonObject { ["dotnet"] = version.ToString(3), ["files"] = stamps },
            () => new LayerContent(
            [
                .. folders.SelectMany(folder => FolderEntries.Of(Path.Combine(sdk.Root, folder), $"{Place}/{folder.Replace('\\', '/')}", folder)),
                LayerEntry.File($"{Place}/dotnet", executable: true, EntryContent.Of(sdk.Program, new FileInfo(sdk.Program).Length)),
                LayerEntry.Link("usr/bin/dotnet", "../share/dotnet/dotnet"),
                LayerEntry.Folder("usr"), LayerEntry.Folder("usr/bin"), LayerEntry.Folder("usr/share"),
            ]));

        void Add(JsonObject stamps, string folder)
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(sdk.Root, folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                stamps[Path.GetRelativePath(sdk.Root, file)] = FileStamp.Of(file);
            }
        }
    }
}
