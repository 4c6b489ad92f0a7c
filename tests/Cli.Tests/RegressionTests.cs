using System.Globalization;
using System.Text;

namespace Modelyard.Cli.Tests;

/// <summary>A model that answers numbers, from a table in its own folder to a live server.</summary>
public sealed class RegressionTests
{
    private const string Features = """
              offers: { uses: csv, with: { file: data/fruit.csv, columns: { kind: string, diameter: number, age: { type: number, optional: true }, weight: { type: number, from: "Weight (g)" } } } }
              parts:  { uses: regression-split, inputs: { rows: offers.rows }, with: { target: weight } }
              sizes:  { uses: columns, inputs: { rows: parts.rows }, with: { columns: [diameter, age], missing: median, mark: true } }
              kinds:  { uses: one-hot, inputs: { rows: parts.rows }, with: { columns: [kind] } }
              both:   { uses: concat, inputs: { matrices: [sizes.matrix, kinds.matrix] } }
        """;

    private const string Model = $$"""
        name: weight
        owner: orchard
        description: What a fruit weighs, by its kind, diameter and age.
        signature:
          instance: { kind: string, diameter: number, age: { type: number, optional: true } }
          prediction: { value: number }
        candidates:
          line:
            pipeline:
        {{Features}}
              even:   { uses: scale, inputs: { matrix: both.matrix } }
              line:   { uses: linear-regressor, inputs: { matrix: even.scaled, targets: parts.targets }, with: { alpha: 0.1 } }
              report: { uses: regression-report, inputs: { predictions: line.predictions, targets: parts.targets } }
            serving: { runtime: flask-sklearn }
          trees:
            pipeline:
        {{Features}}
              trees:  { uses: gradient-boosting-regressor, inputs: { matrix: both.matrix, targets: parts.targets }, with: { min-samples-leaf: 5 } }
              report: { uses: regression-report, inputs: { predictions: trees.predictions, targets: parts.targets } }
            serving: { runtime: flask-sklearn }
        gates: { rmse: { at-most: 12 } }
        tests: { samples: samples.json }

        """;

    [Fact]
    public async Task A_model_of_values_trains_is_blessed_is_served_and_answers()
    {
        using var repository = Planted();
        var answer = (await repository.YardAsync("up", "--once", "--models", "weight")).Ended(0);

        foreach (var arm in new[] { "a (dev1)", "b (dev2)" })
        {
            var line = answer.Out.Split('\n').Single(line => line.StartsWith($"weight arm {arm} answered 2 samples: ", StringComparison.Ordinal));
            var values = line[(line.LastIndexOf(": ", StringComparison.Ordinal) + 2)..].Split(", ").Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToList();
            // An apple of 70 mm weighs 175 g, a pear of 60 mm 90 g.
            Assert.InRange(values[0], 155, 195);
            Assert.InRange(values[1], 75, 105);
        }

        Assert.Matches(@"│ weight │ a +│ dev1 line +│ 60 % +│ rmse \d+\.\d{3} │", answer.Out);

        // What a file is called is in no key: neither is the model's name.
        Directory.Move(Path.Combine(repository.Root, "models/weight/data"), Path.Combine(repository.Root, "models/weight/tables"));
        repository.Write("models/weight/model.yaml", Model.Replace("data/fruit.csv", "tables/fruit.csv", StringComparison.Ordinal));
        Assert.Contains("0 steps executed, 10 cached", (await repository.YardAsync("run", "weight")).Ended(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_cell_is_told_with_its_place()
    {
        using var repository = Planted();
        repository.Replace("models/weight/data/fruit.csv", "apple,50,", "apple,5O,");
        var answer = (await repository.YardAsync("run", "weight")).Ended(1);
        Assert.Contains("fruit.csv does not fit its declared columns:", answer.Error, StringComparison.Ordinal);
        Assert.Contains("line 2, column 2 (diameter): expected a number, found '5O'", answer.Error, StringComparison.Ordinal);
    }

    private static TestRepository Planted()
    {
        var repository = TestRepository.Create();
        repository.AddComponents("csv", "regression-split", "columns", "one-hot", "concat", "scale", "linear-regressor", "gradient-boosting-regressor", "regression-report");
        repository.Write("models/weight/model.yaml", Model);
        repository.Write("models/weight/README.md", "# weight\n\nWhat a fruit weighs.\n");
        repository.Write("models/weight/samples.json", """{"instances": [{"kind": "apple", "diameter": 70, "age": 2}, {"kind": "pear", "diameter": 60}]}""");
        repository.Write("models/weight/releases/local.yaml", "arms: { a: { candidate: line, weight: 60 }, b: { candidate: trees, weight: 40 } }\n");
        repository.Write("models/weight/data/fruit.csv", Table());
        repository.Commit("Weigh the fruit");
        return repository;
    }

    // Weights grow with the diameter, pears are lighter than apples, and what is old has lost a little; every seventh age is unknown.
    private static string Table()
    {
        var table = new StringBuilder("kind,diameter,age,Weight (g)\n");
        for (var number = 0; number < 240; number++)
        {
            var (kind, diameter, age) = (number % 2 == 0 ? "apple" : "pear", 50 + (number * 7 % 41), number % 5);
            var weight = (diameter * 3.5) - 70 - (number % 2 * 50) - age + (number * 13 % 11 / 10.0);
            table.Append(CultureInfo.InvariantCulture, $"{kind},{diameter},{(number % 7 == 3 ? "" : age.ToString(CultureInfo.InvariantCulture))},{weight:0.0}\n");
        }

        return table.ToString();
    }
}
