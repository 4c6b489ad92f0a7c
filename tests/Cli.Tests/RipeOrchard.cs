using Modelyard.Tests.Processes;

namespace Modelyard.Cli.Tests;

/// <summary>The orchard with a component of the model fruit's own, which needs a package that pip finds in a folder beside the repository.</summary>
internal static class RipeOrchard
{
    public const string Own = "models/fruit/code/measures";
    public const string Requirements = "models/fruit/requirements.txt";

    /// <summary>Versions 1.0, 2.0 and 3.0 of the package ripeness are there; the model requires the first.</summary>
    public static TestRepository Plant(TrainedOrchard orchard)
    {
        var repository = orchard.Clone();
        foreach (var (version, factor) in new[] { ("1.0", 2), ("2.0", 3), ("3.0", 4) }) Wheel.Write(Wheels(repository), "ripeness", version, $"FACTOR = {factor}\n");
        foreach (var file in (string[])["component.yaml", "measures.py"]) repository.Write($"{Own}/{file}", repository.Read($"pipelines/Components/measures/{file}"));
        repository.Replace($"{Own}/measures.py", "import numpy as np", "import numpy as np\nimport ripeness");
        repository.Replace($"{Own}/measures.py", "return Matrix((values", "return Matrix(ripeness.FACTOR * (values");
        repository.Replace("models/fruit/model.yaml", "measures: { uses: measures,", "measures: { uses: ./measures,");
        repository.Write(Requirements, "ripeness==1.0\n");
        repository.Commit("Tell how ripe they are");
        return repository;
    }

    /// <summary>Runs a verb where pip finds these packages and no others.</summary>
    public static Task<Answer> YardAsync(TestRepository repository, params string[] arguments) =>
        YardProgram.RunAsync(repository.Root, [.. arguments, "--root", repository.Root], settings: Pip(repository));

    /// <summary>The variables that lead pip there.</summary>
    public static Dictionary<string, string> Pip(TestRepository repository) => new()
    {
        ["PIP_NO_INDEX"] = "1",
        ["PIP_FIND_LINKS"] = Wheels(repository),
        ["PIP_CONFIG_FILE"] = "/dev/null",
    };

    private static string Wheels(TestRepository repository) => Path.Combine(repository.Folder.Path, "wheels");
}
