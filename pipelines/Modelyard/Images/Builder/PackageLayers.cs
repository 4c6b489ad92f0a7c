using System.Text.Json.Nodes;
using Modelyard.Images.Bases;
using Modelyard.Images.Layers;
using Modelyard.Images.Requirements;
using Modelyard.Images.Runtimes;

namespace Modelyard.Images.Builder;

/// <summary>The packages of a model's requirements.txt as a layer: what pip installed on this machine, without what tells where and how.</summary>
internal static class PackageLayers
{
    // Of the installation, not of the packages; programs in bin/ name the machine's Python and are left out altogether.
    private static readonly HashSet<string> OfInstallation = new(StringComparer.Ordinal) { "RECORD", "direct_url.json", "INSTALLER", "REQUESTED" };
    private static readonly string[] OfEnvironment = ["pip", "setuptools", "pkg_resources", "_distutils_hack"];

    /// <exception cref="Diagnostics.YardException">YARD7143: the image's Python is another.</exception>
    public static LayerRecipe Of(string model, ModelEnvironment environment, ImageRuntime runtime)
    {
        var libraries = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(environment.Interpreter))!, "lib");
        var version = runtime.Lock.Document["interpreter"]!["version"]!.GetValue<string>();
        var python = $"python{string.Join('.', version.Split('.').Take(2))}";
        var folder = Path.Combine(libraries, python, "site-packages");
        if (!Directory.Exists(folder))
        {
            var found = Directory.Exists(libraries) ? Directory.EnumerateDirectories(libraries, "python*").Select(Path.GetFileName).FirstOrDefault() : null;
            throw BuilderCodes.OtherPython.Failure($"{model}: its packages were installed for {found ?? "another Python"}; the image of {runtime.Spec.Name} has {python}", "let YARD_PYTHON name a Python of the image's version");
        }

        return OfFolder(model, environment, folder);
    }

    /// <summary>The same for the only Python that they were installed for, whichever an image has.</summary>
    public static LayerRecipe OfInstalled(string model, ModelEnvironment environment)
    {
        var libraries = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(environment.Interpreter))!, "lib");
        return OfFolder(model, environment, Path.Combine(Directory.EnumerateDirectories(libraries, "python*").Order(StringComparer.Ordinal).First(), "site-packages"));
    }

    private static LayerRecipe OfFolder(string model, ModelEnvironment environment, string folder) =>
        new(
            $"packages of {model}",
            new JsonObject
            {
                ["place"] = ImagePlaces.Packages,
                ["files"] = new JsonObject(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                    .Select(file => KeyValuePair.Create(Path.GetRelativePath(folder, file), (JsonNode?)FileStamp.Of(file)))),
            },
            () => new LayerContent(FolderEntries.Of(folder, "", $"packages of {model}").Where(entry => IsOfPackages(entry.Path, environment))
                .Select(entry => entry with { Path = $"{ImagePlaces.InLayer(ImagePlaces.Packages)}/{entry.Path}" })));

    private static bool IsOfPackages(string path, ModelEnvironment environment)
    {
        var words = path.Split('/');
        if (words.Contains("__pycache__") || words[0].EndsWith(".pth", StringComparison.Ordinal)) return false;
        if (words.Length == 2 && words[0].EndsWith(".dist-info", StringComparison.Ordinal) && OfInstallation.Contains(words[1])) return false;
        var top = words[0].Split('-')[0];
        return !OfEnvironment.Contains(top) || environment.Packages.ContainsKey(top);
    }
}
