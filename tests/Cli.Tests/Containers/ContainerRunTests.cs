using System.Text.Json;
using Modelyard.Tests.Processes;
using Modelyard.Tests.Shared;

namespace Modelyard.Cli.Tests.Containers;

/// <summary><c>--on container</c>: what processes do, in images, with the same keys and the same outputs.</summary>
[Collection(typeof(InContainers))]
public sealed class ContainerRunTests(TrainedOrchard orchard, ContainerOrchard containers)
{
    [Fact]
    public async Task Keys_outputs_and_versions_are_those_of_processes_step_by_step()
    {
        using var repository = orchard.Clone();
        var processes = (await repository.YardJsonAsync("run")).Ended(0);

        var run = (await containers.YardAsync(repository, "run", "--on", "container", "--json")).Ended(0);

        Assert.Equal(processes.Steps(), run.Steps());
        Assert.Equal(processes.Identities(), run.Identities());
        Assert.DoesNotContain("YARD3107", run.Error, StringComparison.Ordinal);
        // And so, what containers did is done for processes.
        Assert.Equal(run.Steps().Count, (await containers.YardAsync(repository, "run", "--json")).Ended(0).Count("cached"));
    }

    [Fact]
    public async Task Every_arm_answers_its_samples_from_the_image_of_its_version()
    {
        using var repository = orchard.Clone();

        var up = (await containers.YardAsync(repository, "up", "--once", "--on", "container")).Ended(0);

        Assert.Matches(@"fruit arm a \(dev[0-9]+\) answered 3 samples: apple, banana, cherry\n", up.Out);
        Assert.Matches(@"fruit arm b \(dev[0-9]+\) answered 3 samples: apple, banana, cherry\n", up.Out);
        Assert.Matches(@"bread arm a \(dev[0-9]+\) answered 3 samples: apple, banana, cherry\n", up.Out);
        Assert.Equal("", containers.Store.Containers());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(containers.Store.Path, "staging")));
    }

    [Fact]
    public async Task A_models_own_code_with_packages_of_its_own_of_both_kinds_has_the_keys_and_outputs_of_processes()
    {
        using var repository = RipeOrchard.Plant(orchard);
        // One that is on machines where these tests run, and in no runtime.
        repository.Write("models/fruit/apt.txt", "python3-iniconfig\n");
        repository.Replace($"{RipeOrchard.Own}/measures.py", "import ripeness", "import iniconfig\nimport ripeness\n\nassert iniconfig.IniConfig");
        var processes = (await RipeOrchard.YardAsync(repository, "run", "fruit", "--json")).Ended(0);

        var run = (await containers.YardAsync(repository, "run", "fruit", "--on", "container", "--json")).Ended(0);

        Assert.Equal(processes.Steps(), run.Steps());
        Assert.Equal(processes.Identities(), run.Identities());
        var layouts = Path.Combine(repository.Folder.Path, "layouts");
        var built = (await containers.YardAsync(repository, "build", "fruit", "--candidate", "near", "--output", layouts, "--json")).Ended(0).Json.GetProperty("images").EnumerateArray().ToList();
        Assert.Equal(["fruit", "fruit/measures"], built.Where(image => Layers(image).Contains("Debian packages of fruit")).Select(image => image.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(["fruit", "fruit/measures"], built.Where(image => Layers(image).Contains("packages of fruit")).Select(image => image.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(built, image => Assert.Contains("\"Digest\": \"" + image.GetProperty("digest").GetString(), Programs.Run("skopeo", "inspect", image.GetProperty("reference").GetString()!), StringComparison.Ordinal));
    }

    private static List<string> Layers(JsonElement image) => [.. image.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("title").GetString()!)];
}
