using System.Diagnostics;
using System.Globalization;
using Modelyard.Bench.Measuring;

namespace Modelyard.Bench.Planning;

/// <summary>
/// What nothing costs: a plan of a clean tree and a run in which all is cached, against ninja and make that find the same graph up to date.
/// They compare times of files; yard looks at what git says of the folders, makes every key and looks at every cached output.
/// </summary>
internal static class PlanBench
{
    public static async Task<int> RunAsync(int models, int pairs, string? folder)
    {
        using var repository = new GeneratedRepository(models, folder);
        // Told the root, since `yard` takes the repository that it stands in.
        (string Program, string[] Arguments)[] contenders =
            [(Sources.PathOf("yard"), ["plan", "--root", repository.Root]), (Sources.PathOf("yard"), ["run", "--root", repository.Root]), ("ninja", []), ("make", [])];
        Console.Error.WriteLine($"{models} models; the first run of each contender …");
        foreach (var (program, arguments) in contenders) await TimeAsync(repository.Root, program, arguments);

        var seconds = contenders.Select(_ => new List<double>()).ToList();
        for (var pair = 0; pair < pairs; pair++)
        {
            foreach (var (index, contender) in contenders.Index()) seconds[index].Add(await TimeAsync(repository.Root, contender.Program, contender.Arguments));
            Console.Error.WriteLine($"turn {pair + 1} of {pairs}: {string.Join("  ", seconds.Select(one => $"{one[^1]:0.000} s"))}");
        }

        Console.WriteLine($"| {models} models, {4 * models} steps, {pairs} turns | median s | / ninja (least to greatest) | / make |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (index, contender) in contenders.Index())
        {
            var (ninja, make) = (new Pairs(seconds[index], seconds[2]), new Pairs(seconds[index], seconds[3]));
            var (least, greatest) = ninja.Spread;
            var words = $"{Path.GetFileName(contender.Program)} {contender.Arguments.FirstOrDefault()}".Trim();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `{words}` | {Pairs.Median(seconds[index]):0.000} | {ninja.Ratio:0.0} ({least:0.0} to {greatest:0.0}) | {make.Ratio:0.0} |"));
        }

        return 0;
    }

    private static async Task<double> TimeAsync(string folder, string program, string[] arguments)
    {
        var started = Stopwatch.GetTimestamp();
        await Commands.RunAsync(folder, program, arguments);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
