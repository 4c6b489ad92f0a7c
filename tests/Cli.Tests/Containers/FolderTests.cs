using System.Text.Json;
using Modelyard.Tests.Processes;
using Modelyard.Tests.Shared;

namespace Modelyard.Cli.Tests.Containers;

/// <summary><c>yard build FOLDER</c>: an image of a folder by what lies in it, run by podman.</summary>
[Collection(typeof(InContainers))]
public sealed class FolderTests(ContainerOrchard containers) : IDisposable
{
    private const string Project = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>MORE</PropertyGroup></Project>""";
    private const string Program = """System.Console.WriteLine($"{System.Environment.UserName} {string.Join('+', args)} {System.IO.Directory.Exists("/usr/share/dotnet")}");""";

    private readonly TestRepository _repository = TestRepository.CreateEmpty();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("", true)]
    [InlineData("<PublishSelfContained>true</PublishSelfContained><PublishTrimmed>true</PublishTrimmed>", false)]
    public async Task A_project_of_C_sharp_is_published_as_it_says_and_started_wherever_it_lies(string more, bool onDotnet)
    {
        foreach (var folder in (string[])["tools/scale", "elsewhere/scale"])
        {
            _repository.Write($"{folder}/scale.csproj", Project.Replace("MORE", more, StringComparison.Ordinal));
            _repository.Write($"{folder}/Program.cs", Program);
        }

        var image = await BuildAsync("./tools/scale");

        Assert.Equal($"65532 one+two {onDotnet}\n", Run(image, "one", "two"));
        Assert.Equal(onDotnet, image.GetProperty("layers").EnumerateArray().Any(layer => layer.GetProperty("title").GetString()!.StartsWith(".NET ", StringComparison.Ordinal)));
        Assert.Equal(Digest(image), Digest(await BuildAsync("elsewhere/scale")));
        Assert.Equal(["Program.cs", "scale.csproj"], Names("tools/scale"));
    }

    [Fact]
    public async Task Python_stands_on_its_packages_of_both_kinds_and_its_main_is_started()
    {
        Wheel.Write(Path.Combine(_repository.Folder.Path, "wheels"), "ripeness", "1.0", "FACTOR = 2\n");
        _repository.Write("greeter/requirements.txt", "ripeness==1.0\n");
        _repository.Write("greeter/apt.txt", "python3-iniconfig\n");
        _repository.Write("greeter/main.py", "import os, sys, iniconfig, ripeness\nprint(ripeness.FACTOR, os.getuid(), sys.argv[1:], open('names.txt').read())\n");
        _repository.Write("greeter/names.txt", "Ann");
        _repository.Write("greeter/.env", "SECRET=1\n");

        var image = await BuildAsync("./greeter");

        Assert.Equal("2 65532 ['one'] Ann\n", Run(image, "one"));
        Assert.Equal(["Debian bookworm", "Debian packages of greeter", "packages of greeter", "files of greeter"], image.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("title").GetString()));
        // One changed line is one small layer, and what is hidden is not in it.
        _repository.Write("greeter/main.py", "import os\nprint(sorted(os.listdir()))\n");
        var changed = await BuildAsync("./greeter");
        Assert.Equal("['apt.txt', 'main.py', 'names.txt', 'requirements.txt']\n", Run(changed));
        Assert.InRange(changed.GetProperty("pushed").GetProperty("bytesSent").GetInt64(), 1, 100_000);
    }

    [Fact]
    public async Task An_executable_file_named_run_starts_plain_files_and_without_it_they_stand_on_nothing()
    {
        _repository.Write("shell/run", "#!/bin/sh\necho \"$(id -u) $(cat rows.csv) $1\"\n");
        _repository.Write("shell/rows.csv", "a,b");
        File.SetUnixFileMode(Path.Combine(_repository.Root, "shell/run"), (UnixFileMode)0b111_101_101);
        _repository.Write("data/rows.csv", "a,b");

        Assert.Equal("65532 a,b one\n", Run(await BuildAsync("./shell"), "one"));
        var data = await BuildAsync("./data");
        Assert.Equal(["files of data"], data.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("title").GetString()));
        Assert.Contains("\"org.opencontainers.image.title\": \"data\"", Programs.Run("skopeo", "inspect", data.GetProperty("reference").GetString()!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_an_image_is_told_with_file_and_line()
    {
        _repository.Write("broken/broken.csproj", Project.Replace("MORE", "", StringComparison.Ordinal));
        _repository.Write("broken/Program.cs", "x y\n");
        Assert.Contains("\n./broken/Program.cs:1:4: error YARD7153: CS1002: ; expected\n", "\n" + (await YardAsync("./broken")).Ended(1).Error, StringComparison.Ordinal);
        _repository.Write("broken/other.csproj", "<Project />");
        Assert.Equal("error YARD7152: ./broken has broken.csproj, other.csproj; expected one of them\n", (await YardAsync("./broken")).Ended(1).Error);
        _repository.Write("loose/main.py", "");
        _repository.Write("loose/requirements.txt", "# one\nripeness>=1\n");
        _repository.Write("loose/apt.txt", "two words\n");
        Assert.Equal(
            "./loose/requirements.txt:2:1: error YARD1058: found 'ripeness>=1', expected one version, 'ripeness==…' → two machines must get the same: `pip freeze`, where it works, prints the versions\n"
            + "./loose/apt.txt:1:1: error YARD1060: found 'two words', expected one package, 'name' or 'name=version' → one package a line\n",
            (await YardAsync("./loose")).Ended(3).Error);
        Assert.Equal("error YARD7151: ./nowhere is not there; expected a folder\n", (await YardAsync("./nowhere")).Ended(1).Error);
        Directory.CreateDirectory(Path.Combine(_repository.Root, "Two Words"));
        _repository.Write("Two Words/rows.csv", "a");
        Assert.Equal("error YARD7154: ./Two Words: 'two words' is no name of an image\n", (await YardAsync("./Two Words")).Ended(1).Error);
        File.CreateSymbolicLink(Path.Combine(_repository.Root, "loose/out"), "../../outside");
        File.Delete(Path.Combine(_repository.Root, "loose/requirements.txt"));
        File.Delete(Path.Combine(_repository.Root, "loose/apt.txt"));
        Assert.Equal("error YARD7101: ./loose/out: the link to '../../outside' leads out of the folder\n", (await YardAsync("./loose")).Ended(1).Error);
    }

    private Task<Answer> YardAsync(string folder) => containers.YardAsync(_repository, "build", folder, "--json");

    private async Task<JsonElement> BuildAsync(string folder) => Assert.Single((await YardAsync(folder)).Ended(0).Json.GetProperty("images").EnumerateArray());

    private static string Run(JsonElement built, params string[] arguments)
    {
        using var image = new PodmanImage(built.GetProperty("reference").GetString()!);
        return image.Run(["--read-only"], arguments);
    }

    private static string Digest(JsonElement image) => image.GetProperty("digest").GetString()!;

    private IEnumerable<string> Names(string folder) => Directory.EnumerateFileSystemEntries(Path.Combine(_repository.Root, folder)).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);
}
