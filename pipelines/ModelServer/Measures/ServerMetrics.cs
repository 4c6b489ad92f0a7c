using System.Buffers;
using Microsoft.AspNetCore.Http;
using Modelyard.ModelServer.Settings;
using Prometheus;

namespace Modelyard.ModelServer.Measures;

/// <summary>What the server counts of itself, for Prometheus. Names and labels are those of every server of the platform.</summary>
internal sealed class ServerMetrics
{
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly Counter _requests;
    private readonly Counter _problems;
    private readonly Counter _instances;
    private readonly Histogram _latency;

    public ServerMetrics(ServeSettings settings, TimeSpan load)
    {
        var factory = Metrics.WithCustomRegistry(_registry).WithLabels(new Dictionary<string, string>
        {
            ["model"] = settings.Model,
            ["version"] = settings.Version,
        });
        _requests = factory.CreateCounter("modelyard_server_requests_total", "Requests answered, by HTTP status, of gRPC by the name of its code.", ["address", "status"]);
        _problems = factory.CreateCounter("modelyard_server_errors_total", "Requests refused or failed, by code.", ["code"]);
        _instances = factory.CreateCounter("modelyard_server_instances_total", "Instances predicted.");
        _latency = factory.CreateHistogram(
            "modelyard_server_request_seconds",
            "Time from a request's head to its whole answer, by address.",
            new HistogramConfiguration { LabelNames = ["address"], Buckets = Seconds });
        factory.CreateGauge("modelyard_server_load_seconds", "Time that settings and model took to load.").Set(load.TotalSeconds);
        var resident = factory.CreateGauge("process_resident_memory_bytes", "Resident memory of the process.");
        // One process with threads for workers: none of them holds anything by itself.
        var memory = factory.CreateGauge("modelyard_server_memory_bytes", "Memory of the server's processes, pages that they share counted once.");
        _registry.AddBeforeCollectCallback(() =>
        {
            var now = Environment.WorkingSet;
            resident.Set(now);
            memory.Set(now);
        });
    }

    public void Answered(string address, string status, string code, TimeSpan elapsed)
    {
        _requests.WithLabels(address, status).Inc();
        _latency.WithLabels(address).Observe(elapsed.TotalSeconds);
        if (code.Length > 0)
        {
            _problems.WithLabels(code).Inc();
        }
    }

    public void Predicted(int instances) => _instances.Inc(instances);

    public async Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        using var text = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(text, context.RequestAborted);
        context.Response.ContentLength = text.Length;
        context.Response.BodyWriter.Write(text.GetBuffer().AsSpan(0, (int)text.Length));
    }
}
