using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests;

/// <summary>A model that brings packages of its own: its components train and serve with them, and nobody else notices.</summary>
public sealed class RequirementsTests(TrainedOrchard orchard)
{
    private const string File = RipeOrchard.Requirements;

    [Fact]
    public async Task Own_code_trains_and_serves_with_own_packages_and_another_version_is_a_reason_for_its_steps_alone()
    {
        using var repository = RipeOrchard.Plant(orchard);
        var up = (await RipeOrchard.YardAsync(repository, "up", "--once", "--models", "fruit")).Ended(0);
        Assert.Contains("fruit: pip install ripeness==1.0\n", up.Error, StringComparison.Ordinal);
        Assert.Contains("done     fruit/near.measures", up.Error, StringComparison.Ordinal);
        Assert.Contains("cached   fruit/near.harvest", up.Error, StringComparison.Ordinal);
        Assert.Contains("fruit arm a (dev3) answered", up.Out, StringComparison.Ordinal);
        Assert.Equal("ripeness==1.0\n", await ArtifactFileAsync(repository, "fruit@dev3"));
        Assert.Null(await ArtifactFileAsync(repository, "fruit@dev2"));

        // Comments and layout mean nothing; another version means the steps of the model's own components.
        repository.Write(File, "# how ripe they are\nRipeness == 1.0\n");
        Assert.DoesNotContain("would run", (await RipeOrchard.YardAsync(repository, "why", "fruit")).Ended(0).Out, StringComparison.Ordinal);
        repository.Write(File, "ripeness==2.0\n");
        Assert.Contains("requirements.txt", (await RipeOrchard.YardAsync(repository, "plan")).Ended(0).Out, StringComparison.Ordinal);
        var why = (await RipeOrchard.YardAsync(repository, "why", "fruit")).Ended(0);
        Assert.Contains("near.measures: would run; what differs from run ", why.Out, StringComparison.Ordinal);
        Assert.Contains("\n  the model requires ripeness 2.0 in the place of 1.0 (requirements.txt)\n", why.Out, StringComparison.Ordinal);
        Assert.Equal(1, why.Out.Split('\n').Count(line => line.Contains("would run;", StringComparison.Ordinal)));

        var run = (await RipeOrchard.YardAsync(repository, "run", "fruit")).Ended(0);
        Assert.Contains("dev4", run.Out, StringComparison.Ordinal);
        var shell = await YardProgram.RunAsync(
            repository.Root, ["shell", "fruit", "near.measures", "--root", repository.Root, "--", "python3", "-c", "import ripeness; print(ripeness.FACTOR)"], settings: RipeOrchard.Pip(repository));
        Assert.Equal("3\n", shell.Ended(0).Out);

        // The release pins the first of the two: its server gets what its artifact says, not what the file says now.
        repository.Write("models/fruit/releases/local.yaml", "arms: { a: { version: dev3, weight: 50 }, b: { version: dev4, weight: 50 } }\n");
        var both = (await RipeOrchard.YardAsync(repository, "up", "--once", "--models", "fruit")).Ended(0);
        Assert.Contains("fruit arm a (dev3) answered", both.Out, StringComparison.Ordinal);
        Assert.Contains("fruit arm b (dev4) answered", both.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("pip install", both.Error, StringComparison.Ordinal);

        // Looked at, but nothing was made in it.
        repository.Write(File, "ripeness==3.0\n");
        (await RipeOrchard.YardAsync(repository, "why", "fruit")).Ended(0);
        Assert.Equal(3, Environments(repository).Length);
        Assert.Contains("\n  1 virtual environment of models\n", (await RipeOrchard.YardAsync(repository, "gc", "--keep-runs", "0")).Ended(0).Out, StringComparison.Ordinal);
        Assert.Equal(2, Environments(repository).Length);
    }

    [Fact]
    public async Task What_cannot_be_installed_is_told_with_file_and_line_before_anything_runs()
    {
        using var repository = RipeOrchard.Plant(orchard);
        repository.Write(File, "ripeness==9.9\n");
        Assert.Equal(
            "fruit: pip install ripeness==9.9\n"
            + $"{File}:1:1: error YARD7031: ripeness==9.9: pip finds no such version; it finds 1.0, 2.0, 3.0 → name one of them, or let PIP_INDEX_URL, PIP_FIND_LINKS or pip.conf lead to an index that has it\n",
            (await RipeOrchard.YardAsync(repository, "run", "fruit")).Ended(1).Error);
        repository.Write(File, "ripeness>=1\n");
        Assert.Contains($"{File}:1:1: error YARD1058: found 'ripeness>=1', expected one version, 'ripeness==…'", (await RipeOrchard.YardAsync(repository, "validate", "fruit")).Ended(3).Error, StringComparison.Ordinal);
    }

    private static string[] Environments(TestRepository repository) => Directory.GetDirectories(Path.Combine(repository.Root, ".yard", "environments"));

    private static async Task<string?> ArtifactFileAsync(TestRepository repository, string version)
    {
        var digest = (await repository.YardJsonAsync("show", version)).Ended(0).Json.GetProperty("version").GetProperty("artifact").GetProperty("digest").GetString()!["sha256:".Length..];
        var file = Path.Combine(repository.Root, ".yard", "objects", digest[..2], digest, "code", "requirements.txt");
        return System.IO.File.Exists(file) ? await System.IO.File.ReadAllTextAsync(file) : null;
    }
}
