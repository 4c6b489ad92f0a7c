using System.Text.Json.Nodes;
using Modelyard.Cli.Display;
using Modelyard.Serving;
using Modelyard.Traffic;
using Modelyard.Versions.Answers;

namespace Modelyard.Cli.Up;

/// <summary>One arm asked for one model's samples through the gateway.</summary>
/// <param name="Answers">One prediction a sample, shortened to its label or value; empty where it failed.</param>
internal sealed record ArmCheck(string Model, string Arm, string Version, IReadOnlyList<string> Answers, string? Failure);

/// <summary>Sends every model's samples to every arm by name, the way <c>up --once</c> proves that all of them answer.</summary>
internal static class SampleCheck
{
    public static async Task<IReadOnlyList<ArmCheck>> AskAllAsync(Workspace workspace, Uri gateway, IReadOnlyList<ModelRoute> routes, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromMinutes(1) };
        var client = new PredictClient(http);
        var checks = new List<ArmCheck>();
        foreach (var route in routes)
        {
            var spec = workspace.Repository.Models[route.Model].Spec;
            var instances = new JsonArray([.. Samples.Read(Path.Combine(workspace.Root, "models", route.Model, spec.Tests.Samples)).Select(sample => sample.DeepClone())]);
            foreach (var arm in route.Arms) checks.Add(await AskAsync(client, route.Model, arm, instances, cancellation));
        }

        return checks;
    }

    public static void Write(IReadOnlyList<ArmCheck> checks, Output output)
    {
        foreach (var check in checks)
        {
            output.Line(check.Failure is { } failure
                ? $"{check.Model} arm {check.Arm} ({check.Version}) FAILED: {failure}"
                : $"{check.Model} arm {check.Arm} ({check.Version}) answered {check.Answers.Count} samples: {string.Join(", ", check.Answers)}");
        }
    }

    private static async Task<ArmCheck> AskAsync(PredictClient client, string model, Arm arm, JsonArray instances, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.PredictAsync(model, instances, version: arm.Name, cancel: cancellation);
            var answers = answer.Predictions.Select(AnswerKinds.Word).ToList();
            return answer.Version == arm.Version
                ? new ArmCheck(model, arm.Name, arm.Version, answers, null)
                : new ArmCheck(model, arm.Name, arm.Version, [], $"{answer.Version} answered in its place");
        }
        catch (PredictException refused)
        {
            return new ArmCheck(model, arm.Name, arm.Version, [], refused.Message);
        }
    }
}
