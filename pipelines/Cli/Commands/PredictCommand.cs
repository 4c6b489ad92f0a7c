using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Modelyard.Cli.Display;
using Modelyard.Cli.Up;
using Modelyard.Serving;
using Modelyard.Versions.Answers;

namespace Modelyard.Cli.Commands;

/// <summary><c>yard predict MODEL FILE</c></summary>
internal sealed class PredictCommand : YardCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model, or MODEL@VERSION: MODEL@dev3, MODEL@b (an arm)." };
    private readonly Argument<string> _file = new("FILE") { Description = "A JSON file of {\"instances\": […]}; - reads standard input." };
    private readonly Option<string?> _subject = new("--subject") { Description = "Who is asked for; one subject always gets the same arm.", HelpName = "ID" };

    public PredictCommand()
        : base("predict", "Ask the running platform for predictions, through its gateway.")
    {
        Arguments.Add(_model);
        Arguments.Add(_file);
        Options.Add(_subject);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "yard predict item-photo models/item-photo/samples.json",
        "yard predict item-photo@b - <photo.json",
    ];

    protected override async Task<int> RunAsync(ParseResult arguments, Workspace workspace, Output output, CancellationToken cancellation)
    {
        var text = arguments.GetRequiredValue(_model);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var model = ModelArgument.Known(at < 0 ? text : text[..at], workspace);
        if (UpState.Find(workspace.Store.Root) is not { } up) throw CliCodes.NotRunning.Failure("no `up` runs on this store, so nobody answers", "start it with `./yard up` in another terminal");

        using var http = new HttpClient { BaseAddress = up.Address, Timeout = TimeSpan.FromMinutes(1) };
        var instances = await InstancesAsync(arguments.GetRequiredValue(_file), cancellation);
        try
        {
            var answer = await new PredictClient(http).PredictAsync(model, instances, arguments.GetValue(_subject), at < 0 ? null : text[(at + 1)..], cancellation);
            if (output.IsJson) output.Json(new { answer.Predictions, answer.Version, answer.Arm, answer.Prediction, answer.Fallback });
            else foreach (var prediction in answer.Predictions) output.Line(AnswerKinds.Line(prediction));
            if (!output.IsJson) output.Note($"{model}@{answer.Version} (arm {answer.Arm}), prediction {answer.Prediction}");
            return ExitCodes.Done;
        }
        catch (PredictException refused)
        {
            output.Note(refused.Message);
            return ExitCodes.Failed;
        }
    }

    private static async Task<JsonArray> InstancesAsync(string file, CancellationToken cancellation)
    {
        try
        {
            var text = file == "-" ? await Console.In.ReadToEndAsync(cancellation) : await File.ReadAllTextAsync(file, cancellation);
            return JsonNode.Parse(text) is JsonObject document && document["instances"] is JsonArray instances
                ? instances
                : throw CliCodes.BadArgument.Failure($"{file} is not {{\"instances\": […]}}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw CliCodes.BadArgument.Failure($"{file} cannot be read: {unreadable.Message}", "give a file of {\"instances\": […]}");
        }
    }
}
