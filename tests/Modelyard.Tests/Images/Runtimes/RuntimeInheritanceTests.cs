using Modelyard.Images.Runtimes;
using Modelyard.Specs;

namespace Modelyard.Tests.Images.Runtimes;

public sealed class RuntimeInheritanceTests
{
    [Fact]
    public void A_runtime_has_what_it_extends_and_its_own_wins()
    {
        var serving = RuntimeSpecs.Python("flask-sklearn", RuntimeSpecs.Flask, RuntimeSpecs.Numpy with { AtLeast = "1.26" }) with
        {
            Extends = "sklearn",
            Environment = new Dictionary<string, string> { ["OPENBLAS_NUM_THREADS"] = "2", ["WORKERS"] = "4" },
        };

        var merged = Merge("flask-sklearn", RuntimeSpecs.Learning, serving);

        Assert.Equal("flask-sklearn", merged.Name);
        Assert.Null(merged.Extends);
        Assert.Equal(["numpy 1.26", "scikit-learn 1.2", "Flask "], merged.Packages.Select(package => $"{package.Pip} {package.AtLeast}"));
        Assert.Equal(["openblas"], merged.Libraries.Select(library => library.Name));
        Assert.Equal("Haswell", merged.Environment["OPENBLAS_CORETYPE"]);
        Assert.Equal("2", merged.Environment["OPENBLAS_NUM_THREADS"]);
        Assert.Equal("4", merged.Environment["WORKERS"]);
    }

    [Fact]
    public void Serving_is_not_inherited()
    {
        var parent = RuntimeSpecs.Learning with { Serves = new RuntimeServesSpec { Kind = "python", Program = "FlaskServer", Command = "python3 -m x" } };

        Assert.Null(Merge("child", parent, RuntimeSpecs.Python("child") with { Extends = "sklearn" }).Serves);
    }

    [Fact]
    public void Three_generations_add_up()
    {
        var merged = Merge(
            "c",
            RuntimeSpecs.Python("a", RuntimeSpecs.Numpy),
            RuntimeSpecs.Python("b", RuntimeSpecs.Sklearn) with { Extends = "a" },
            RuntimeSpecs.Python("c", RuntimeSpecs.Flask) with { Extends = "b" });

        Assert.Equal(["numpy", "sklearn", "flask"], merged.Packages.Select(package => package.Import));
    }

    [Fact]
    public void A_circle_is_an_argument_error_and_no_endless_loop() =>
        Assert.Throws<ArgumentException>(() => Merge("a", RuntimeSpecs.Python("a") with { Extends = "b" }, RuntimeSpecs.Python("b") with { Extends = "a" }));

    [Fact]
    public void A_runtime_without_code_shares_that_of_the_nearest_that_it_extends()
    {
        using var folder = new TemporaryFolder();
        (string Name, string? Extends, string File)[] made =
            [("base", null, "shared.py"), ("middle", "base", "own.py"), ("leaf", "middle", "README.md"), ("alone", null, "README.md")];
        foreach (var (name, _, file) in made)
        {
            Directory.CreateDirectory(folder.File(name));
            File.WriteAllText(folder.File(name, "runtime.yaml"), "");
            File.WriteAllText(folder.File(name, file), "");
        }

        // What Python leaves behind is no code.
        Directory.CreateDirectory(folder.File("leaf", "__pycache__"));
        var runtimes = made.ToDictionary(
            runtime => runtime.Name, runtime => RuntimeSpecs.InFile(RuntimeSpecs.Python(runtime.Name) with { Extends = runtime.Extends }, runtime.Name));

        Assert.Equal(["base", "middle", "middle", "alone"], runtimes.Keys.Select(name => RuntimeInheritance.CodeFolder(name, runtimes, folder.Path)));
    }

    private static RuntimeSpec Merge(string name, params RuntimeSpec[] runtimes) => RuntimeInheritance.Merge(
        name, runtimes.ToDictionary(runtime => runtime.Name, runtime => RuntimeSpecs.InFile(runtime, $"pipelines/Runtimes/{runtime.Name}")));
}
