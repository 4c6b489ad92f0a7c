using Microsoft.AspNetCore.Http;
using Modelyard.Diagnostics;
using Modelyard.Traffic;
using Prometheus;

namespace Modelyard.Gateway;

/// <summary>
/// What is counted of predictions, for Prometheus. Labels only ever hold names of live models, their arms and versions; whatever
/// else a client sends is the one model <c>unknown</c>. Answers with <c>fallback="true"</c> are no part of an experiment.
/// </summary>
internal sealed class GatewayMetrics
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly Counter _requests;
    private readonly Counter _errors;
    private readonly Counter _retries;
    private readonly Histogram _seconds;
    private readonly Gauge _inFlight;

    public GatewayMetrics()
    {
        var factory = Metrics.WithCustomRegistry(_registry);
        _requests = factory.CreateCounter(
            "yard_gateway_requests_total", "Predictions answered, by HTTP status; 499: the client left.",
            "model", "version", "arm", "code", "fallback");
        _errors = factory.CreateCounter(
            "yard_gateway_errors_total", "Predictions refused: by the gateway's diagnostic, or by the server.",
            "model", "version", "arm", "error", "fallback");
        _retries = factory.CreateCounter(
            "yard_gateway_retries_total", "Attempts at a server that broke off or stayed silent.",
            "model", "version", "arm");
        _inFlight = factory.CreateGauge("yard_gateway_in_flight", "Predictions being answered.", "model");
        _seconds = factory.CreateHistogram(
            "yard_gateway_request_seconds",
            "From the request's head to the answer's end, waits and retries included.",
            ["model", "version", "arm", "fallback"],
            new HistogramConfiguration { Buckets = [.. Histogram.ExponentialBuckets(0.001, 2, 15)] });
        DotNetStats.Register(_registry);
    }

    /// <summary>Writes everything in Prometheus' text format.</summary>
    public Task WriteAsync(Stream output, CancellationToken cancel) => _registry.CollectAndExportAsTextAsync(output, cancel);

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
