using System.Globalization;
using Modelyard.Bench.Gateway;
using Modelyard.Bench.Images;
using Modelyard.Bench.Packaging;
using Modelyard.Bench.Planning;

return args switch
{
    ["gateway", .. var rest] => await GatewayBench.RunAsync(pairs: Number(rest, 0, 20)),
    ["plan", .. var rest] => await PlanBench.RunAsync(models: Number(rest, 0, 1000), pairs: Number(rest, 1, 10), folder: rest.ElementAtOrDefault(2)),
    ["build", .. var rest] => await BuildBench.RunAsync(turns: Number(rest, 0, 20)),
    ["packaging", .. var rest] => await PackagingBench.RunAsync(rest.Length == 0 ? [50, 1000, 5000] : [.. rest.Select((_, index) => Number(rest, index, 0))]),
    _ => Usage(),
};

static int Number(string[] arguments, int index, int otherwise) =>
    arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : otherwise;

static int Usage()
{
    Console.Error.WriteLine("usage: yard-bench gateway [PAIRS] | plan [MODELS [TURNS [FOLDER]]] | build [TURNS] | packaging [MB…]");
    return 2;
}
