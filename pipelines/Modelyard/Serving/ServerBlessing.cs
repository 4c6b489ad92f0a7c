using System.Text.Json.Nodes;
using Modelyard.Diagnostics;
using Modelyard.Running.Store;
using Modelyard.Versions;

namespace Modelyard.Serving;

/// <summary>Blesses with a real server, started from the artifact the way it will be started to serve.</summary>
/// <param name="samplesOf">Model → the file of its samples, absolute; <see langword="null"/> where golden rows alone are replayed.</param>
public sealed class ServerBlessing(YardStore store, IPinnedServers servers, Func<string, string>? samplesOf) : IBlessing
{
    // A server takes up to 1,024 instances, but answers of pictures are long: small batches keep a failure's message short.
    private const int Batch = 16;

    /// <inheritdoc/>
    public async Task<ServerFigures> BlessAsync(VersionManifest manifest, CancellationToken cancellation)
    {
        await using var server = await servers.StartAsync(manifest, "blessing", cancellation);
        using var http = new HttpClient { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(1) };
        var client = new PredictClient(http);
        if (samplesOf is not null) await AnswerSamplesAsync(manifest, client, samplesOf(manifest.Model), cancellation);
        await ReplayGoldenAsync(manifest, client, cancellation);
        return new ServerFigures(server.Starting, await ServerMemoryReading.ReadAsync(http, manifest.Serving.Workers, cancellation));
    }

    private static async Task AnswerSamplesAsync(VersionManifest manifest, PredictClient client, string file, CancellationToken cancellation)
    {
        var instances = Samples.Read(file);
        for (var number = 0; number < instances.Count; number++)
        {
            await AskAsync(manifest, client, [instances[number].DeepClone()], VersionCodes.SampleNotAnswered, $"sample {number} of {Path.GetFileName(file)}", cancellation);
        }
    }

    private async Task ReplayGoldenAsync(VersionManifest manifest, PredictClient client, CancellationToken cancellation)
    {
        var golden = GoldenRows.Read(store.Objects.PathOf(manifest.Golden));
        for (var first = 0; first < golden.Instances.Count; first += Batch)
        {
            var instances = new JsonArray([.. golden.Instances.Skip(first).Take(Batch).Select(instance => instance.DeepClone())]);
            var predictions = await AskAsync(manifest, client, instances, VersionCodes.GoldenDiffers, $"golden rows from {first}", cancellation);
            for (var number = 0; number < instances.Count; number++)
            {
                if (PredictionComparison.Difference(golden.Predictions[first + number], predictions[number]) is { } difference)
                {
                    throw VersionCodes.GoldenDiffers.Failure($"{manifest.Model}/{manifest.Candidate}: golden row {first + number}: {difference}");
                }
            }
        }
    }

    private static async Task<JsonArray> AskAsync(
        VersionManifest manifest, PredictClient client, JsonArray instances, DiagnosticCode code, string what, CancellationToken cancellation)
    {
        try
        {
            return (await client.PredictAsync(manifest.Model, instances, cancel: cancellation)).Predictions;
        }
        catch (PredictException refused)
        {
            throw code.Failure($"{manifest.Model}/{manifest.Candidate}: {what}: {refused.Message}");
        }
    }
}
