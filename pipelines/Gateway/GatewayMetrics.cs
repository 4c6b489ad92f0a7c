using System.Text;
using Microsoft.AspNetCore.Http;
using Modelyard.Diagnostics;
using Modelyard.Metrics;
using Modelyard.Traffic;
using Prometheus;

namespace Modelyard.Gateway;

/// <summary>
/// What is counted of predictions, for Prometheus. Labels only ever hold names of live models, their arms and versions; whatever
/// else a client sends is the one model <c>unknown</c>. Answers with <c>fallback="true"</c> are no part of an experiment.
/// </summary>
internal sealed class GatewayMetrics
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Counter _requests;
    private readonly Counter _errors;
    private readonly Counter _retries;
    private readonly Histogram _seconds;
    private readonly Gauge _inFlight;
    private readonly Counter _missed;

    public GatewayMetrics(TimeProvider time)
    {
        Traffic = new TrafficWindow(time);
        var factory = Prometheus.Metrics.WithCustomRegistry(_registry);
        _requests = factory.CreateCounter(
            "modelyard_gateway_requests_total", "Predictions answered, by HTTP status; 499: the client left.",
            "model", "version", "arm", "code", "fallback");
        _errors = factory.CreateCounter(
            "modelyard_gateway_errors_total", "Predictions refused: by the gateway's diagnostic, or by the server.",
            "model", "version", "arm", "error", "fallback");
        _retries = factory.CreateCounter(
            "modelyard_gateway_retries_total", "Attempts at a server that broke off or stayed silent.",
            "model", "version", "arm");
        _inFlight = factory.CreateGauge("modelyard_gateway_in_flight", "Predictions being answered.", "model");
        _seconds = factory.CreateHistogram(
            "modelyard_gateway_request_seconds",
            "From the request's head to the answer's end, waits and retries included.",
            ["model", "version", "arm", "fallback"],
            new HistogramConfiguration { Buckets = [.. Histogram.ExponentialBuckets(0.001, 2, 15)] });
        _missed = factory.CreateCounter(
            "modelyard_gateway_scrapes_missed_total", "Servers left out of /metrics/all: they did not answer in time, or not in Prometheus' format.",
            "model", "version", "arm");
        DotNetStats.Register(_registry);
    }

    /// <summary>The last minute, for the pages.</summary>
    public TrafficWindow Traffic { get; }

    /// <summary>Writes everything in Prometheus' text format.</summary>
    public Task WriteAsync(Stream output, CancellationToken cancel) => _registry.CollectAndExportAsTextAsync(output, cancel);

    /// <summary>The same, to be merged with what others tell.</summary>
    public async Task<IReadOnlyList<MetricFamily>> CollectAsync(CancellationToken cancel)
    {
        using var text = new MemoryStream();
        await WriteAsync(text, cancel);
        return Exposition.Read(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }

    /// <summary>Counts a scrape of a server, which may have had to be left out.</summary>
    public void Scraped(string model, string version, string arm, bool missed) => _missed.WithLabels(model, version, arm).Inc(missed ? 1 : 0);

    /// <summary>Starts to measure one prediction; ended by disposal.</summary>
    /// <param name="model">The model; <see langword="null"/> where no live one has that name.</param>
    public RequestMeasure Begin(string? model, HttpContext context, TimeProvider time)
    {
        var label = model ?? "unknown";
        var inFlight = _inFlight.WithLabels(label);
        inFlight.Inc();
        var started = time.GetTimestamp();
        return new RequestMeasure(measure =>
        {
            inFlight.Dec();
            var (arm, fallback) = (measure.Arm?.Name ?? "none", measure.Fallback ? "true" : "false");
            var version = measure.Arm?.Version ?? "none";
            var status = context.RequestAborted.IsCancellationRequested ? 499 : context.Response.StatusCode;
            _requests.WithLabels(label, version, arm, $"{status}", fallback).Inc();
            _seconds.WithLabels(label, version, arm, fallback).Observe(time.GetElapsedTime(started).TotalSeconds);
            if (measure.Arm is not null) Traffic.Record(label, arm, time.GetElapsedTime(started).TotalSeconds, status >= 400);
            if (measure.Error is { } error) _errors.WithLabels(label, version, arm, error, fallback).Inc();
        });
    }

    /// <summary>Counts an attempt that came to nothing.</summary>
    public void Retried(string model, Arm arm) => _retries.WithLabels(model, arm.Version, arm.Name).Inc();
}

/// <summary>What is known so far of one prediction.</summary>
internal sealed class RequestMeasure(Action<RequestMeasure> end) : IDisposable
{
    public Arm? Arm { get; private set; }

    public bool Fallback { get; private set; }

    public string? Error { get; private set; }

    public void AnsweredBy(Arm arm, bool fallback) => (Arm, Fallback) = (arm, fallback);

    public void Refused(DiagnosticCode code) => Error = code.Id;

    public void RefusedByServer() => Error = "server";

    public void Dispose() => end(this);
}
