using System.CommandLine;
using System.Globalization;
using Modelyard.Cli.Display;
using Modelyard.Diagnostics;
using Modelyard.Releases;
using Modelyard.Specs;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard release MODEL ARM=WEIGHT…</c></summary>
internal sealed class ReleaseCommand : YardCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model." };
    private readonly Argument<string[]> _weights = new("ARM=WEIGHT") { Arity = ArgumentArity.ZeroOrMore, Description = "Per cent for an arm; the other arms share the rest as they did before. None: show the weights." };
    private readonly Option<string> _environment = new("--environment") { Description = "Whose release.", DefaultValueFactory = _ => EnvironmentsSpec.Local, HelpName = "NAME" };

    public ReleaseCommand()
        : base("release", "Change who answers for how much of a model's traffic. Edits releases/ENVIRONMENT.yaml, comments kept; a running `up` follows at once.")
    {
        Arguments.Add(_model);
        Arguments.Add(_weights);
        Options.Add(_environment);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard release item-photo             # show the weights",
        "yard release item-photo b=20        # the other arms share 80",
    ];

    protected override Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var model = ModelArgument.Known(arguments.GetRequiredValue(_model), workspace);
        var environment = arguments.GetValue(_environment)!;
        var wanted = (arguments.GetValue(_weights) ?? []).Select(Parse).ToList();
        if (wanted.GroupBy(weight => weight.Arm).FirstOrDefault(arm => arm.Count() > 1) is { } twice)
        {
            throw CliCodes.BadArgument.Failure($"the arm '{twice.Key}' is given twice", "give each arm once");
        }

        var weights = wanted.Count == 0
            ? Current(workspace, model, environment)
            : ReleaseEditor.SetWeights(workspace.Root, $"models/{model}/releases/{environment}.yaml", wanted.ToDictionary(weight => weight.Arm, weight => weight.Weight));
        if (output.IsJson) output.Json(new { model, environment, weights });
        else output.Line($"{model} ({environment}): {string.Join(", ", weights.OrderBy(weight => weight.Key, StringComparer.Ordinal).Select(weight => $"{weight.Key} {weight.Value.ToString("0.##", CultureInfo.InvariantCulture)} %"))}");
        return Task.FromResult(ExitCodes.Done);
    }

    private static (string Arm, decimal Weight) Parse(string text)
    {
        var parts = text.Split('=');
        return parts.Length == 2 && decimal.TryParse(parts[1].TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var weight)
            ? (parts[0], weight)
            : throw CliCodes.BadArgument.Failure($"'{text}' is not ARM=WEIGHT; expected for example b=20");
    }

    private static Dictionary<string, decimal> Current(Workspace workspace, string model, string environment) =>
        workspace.Repository.Releases.TryGetValue((model, environment), out var release)
            ? release.Spec.Arms.ToDictionary(arm => arm.Key, arm => (decimal)arm.Value.Weight)
            : throw new YardException([.. workspace.Repository.Diagnostics.Where(diagnostic => diagnostic.Where?.File.StartsWith($"models/{model}/releases/", StringComparison.Ordinal) == true)
                .DefaultIfEmpty(CliCodes.BadArgument.Error(null, $"{model} has no release for the environment '{environment}'"))]);
}
