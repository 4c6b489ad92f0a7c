namespace Modelyard.Cli.Tests;

/// <summary>A model whose own code needs packages of Debian: they are looked for before anything runs, and are in the keys of its own steps alone.</summary>
public sealed class AptTests(TrainedOrchard orchard)
{
    private const string Own = "models/fruit/code/measures";
    private const string File = "models/fruit/apt.txt";

    [Fact]
    public async Task Packages_are_in_the_keys_of_own_steps_alone_and_in_the_artifact_and_missing_ones_are_told_with_the_command_that_installs_them()
    {
        using var repository = orchard.Clone();
        foreach (var file in (string[])["component.yaml", "measures.py"]) repository.Write($"{Own}/{file}", repository.Read($"pipelines/Components/measures/{file}"));
        repository.Replace("models/fruit/model.yaml", "measures: { uses: measures,", "measures: { uses: ./measures,");
        (await repository.YardAsync("run", "fruit")).Ended(0);

        repository.Write(File, "# how they are weighed\nbase-files\n");
        Assert.Contains("apt.txt", (await repository.YardAsync("plan")).Ended(0).Out, StringComparison.Ordinal);
        var why = (await repository.YardAsync("why", "fruit")).Ended(0).Out;
        Assert.Contains("\n  the model needs packages of Debian now (apt.txt)\n", why, StringComparison.Ordinal);
        Assert.Equal(1, why.Split('\n').Count(line => line.Contains("would run;", StringComparison.Ordinal)));

        Assert.Contains("fruit arm a (dev4) answered", (await repository.YardAsync("up", "--once", "--models", "fruit")).Ended(0).Out, StringComparison.Ordinal);
        var digest = (await repository.YardJsonAsync("show", "fruit@dev4")).Ended(0).Json.GetProperty("version").GetProperty("artifact").GetProperty("digest").GetString()!["sha256:".Length..];
        Assert.Equal("base-files\n", repository.Read($".yard/objects/{digest[..2]}/{digest}/code/apt.txt"));

        repository.Write(File, "libnone-such7\nbase-files\n");
        Assert.Equal(
            $"{File}:1:1: error YARD7036: the Debian package libnone-such7 is not installed on this machine → sudo apt-get install -y --no-install-recommends libnone-such7\n",
            (await repository.YardAsync("run", "fruit")).Ended(1).Error);
        repository.Write(File, "base-files = 12\n");
        Assert.Contains($"{File}:1:1: error YARD1060: found 'base-files = 12', expected one package, 'name' or 'name=version'", (await repository.YardAsync("validate", "fruit")).Ended(3).Error, StringComparison.Ordinal);
    }
}
