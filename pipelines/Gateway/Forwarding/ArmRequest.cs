using Microsoft.AspNetCore.Http;
using Modelyard.Diagnostics;
using Modelyard.Serving;
using Modelyard.Traffic;

namespace Modelyard.Gateway.Forwarding;

/// <summary>
/// One request on its way to an answer: finds its arm, asks again while the arm's server starts anew, and only when it stays down
/// lets another arm stand in, which the answer says.
/// </summary>
/// <param name="below">What follows the model's name in the server's address.</param>
/// <param name="choose">The arm where the client asks for none.</param>
/// <param name="prediction">None for descriptions.</param>
/// <param name="deadline">None where the client set none.</param>
internal sealed class ArmRequest(
    GatewayParts gateway, HttpContext context, string model, string below,
    Func<ModelRoute, Arm?> choose, string subject, PredictionId? prediction, RequestMeasure? measure, Deadline? deadline)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    private readonly string _pin = context.Request.Headers[YardHeaders.Version].ToString();
    private readonly HashSet<string> _givenUp = [];
    private TimeSpan _pause = TimeSpan.FromMilliseconds(10);
    private long? _troubleSince;
    private int _failures;
    private bool _silent;

    public async Task AnswerAsync()
    {
        while (true)
        {
            // Read anew each time: a release may have moved on while a server went away.
            var changed = gateway.Servers.Changed;
            if (!gateway.Routes.Current.TryGet(model, out var route))
            {
                await UnknownModel.AnswerAsync(context, model, gateway.Routes.Current);
                return;
            }

            var wanted = _pin.Length == 0 ? choose(route) : route.Pinned(_pin);
            if (wanted is null)
            {
                await (_pin.Length == 0 ? NoneReady(route, null) : NotLive(route));
                return;
            }

            if (deadline?.IsOver == true)
            {
                await Late(wanted);
                return;
            }

            var (arm, lease) = Acquire(route, wanted);
            if (lease is not null)
            {
                using (lease)
                {
                    if (await TryAsync(lease, route, arm, wanted)) return;
                }

                if (_givenUp.Count == 0) await Task.Delay(_pause, gateway.Time, context.RequestAborted);
                if (_pause < LongestPause) _pause *= 2;
            }
            else if (OutOfPatience || _givenUp.Count > 0)
            {
                await NoneReady(route, wanted);
                return;
            }
            else
            {
                await WaitAsync(changed);
            }
        }
    }

    private bool OutOfPatience => _troubleSince is { } since && gateway.Time.GetElapsedTime(since) >= gateway.Options.RestartPatience;

    /// <summary>The wanted arm's server; where it stays away, that of the ready arm with the subject's greatest score.</summary>
    private (Arm Arm, ServerLease? Lease) Acquire(ModelRoute route, Arm wanted)
    {
        if (!_givenUp.Contains(wanted.Name) && gateway.Servers.TryAcquire(model, wanted.Identity) is { } own) return (wanted, own);
        _troubleSince ??= gateway.Time.GetTimestamp();
        var comesBack = gateway.Servers.PhaseOf(model, wanted.Identity) is ServerPhase.Starting or ServerPhase.Ready && !OutOfPatience;
        if (_pin.Length > 0 || (comesBack && _givenUp.Count == 0)) return (wanted, null);

        var others = route.Arms.Where(arm => arm.Name != wanted.Name && arm.Weight > 0 && !_givenUp.Contains(arm.Name));
        foreach (var other in others.OrderByDescending(arm => ArmChooser.Score(route.Salt, arm, subject)))
        {
            if (gateway.Servers.TryAcquire(model, other.Identity) is { } lease) return (other, lease);
        }

        return (wanted, null);
    }

    /// <summary>One attempt; <see langword="true"/> when the request is over, whatever came of it.</summary>
    private async Task<bool> TryAsync(ServerLease lease, ModelRoute route, Arm arm, Arm wanted)
    {
        var instead = arm.Name == wanted.Name ? null : wanted;
        var headers = new ArmHeaders(new Uri(lease.Address, $"v1/models/{model}{below}"), route.Arms, arm, instead, prediction, deadline);
        measure?.AnsweredBy(arm, fallback: instead is not null);
        var attempt = await gateway.Forwarder.SendAsync(context, lease.Address, headers, deadline, gateway.Time);
        if (attempt == Attempt.Answered)
        {
            lease.Answered();
            if (headers.Answering != arm) measure?.AnsweredBy(headers.Answering, fallback: true);
            if (context.Response.StatusCode >= 400) measure?.RefusedByServer();
        }

        if (attempt is Attempt.Answered or Attempt.Over) return true;
        // Told at the next turn: the server did nothing wrong.
        if (attempt == Attempt.Late) return false;
        gateway.Metrics.Retried(model, arm);
        _troubleSince ??= gateway.Time.GetTimestamp();
        _silent = attempt == Attempt.Silent;
        // A request that never arrived can do no harm; one that did may be what broke the server.
        _failures += attempt switch { Attempt.Refused => 0, Attempt.Broken => 1, _ => 2 };
        if (instead is not null || _failures >= gateway.Options.Attempts || OutOfPatience) _givenUp.Add(arm.Name);
        return false;
    }

    private async Task WaitAsync(Task changed)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var left = gateway.Options.RestartPatience - gateway.Time.GetElapsedTime(_troubleSince!.Value);
        if (deadline is not null && deadline.Left < left) left = deadline.Left;
        if (left > TimeSpan.Zero) await Task.WhenAny(changed, Task.Delay(left, gateway.Time, woken.Token));
        await woken.CancelAsync();
        context.RequestAborted.ThrowIfCancellationRequested();
    }

    private Task Late(Arm wanted)
    {
        var message = $"arm {wanted.Name} ({wanted.Version}) of {model} did not answer within the {deadline!.Allowed.TotalMilliseconds:0} ms that x-yard-deadline allows";
        return Fail(StatusCodes.Status504GatewayTimeout, TrafficCodes.DeadlineOver, wanted, message);
    }

    private Task NotLive(ModelRoute route)
    {
        var live = string.Join(", ", route.Arms.Select(arm => $"{arm.Name} ({arm.Version})"));
        var message = $"{model} has no live arm or version {ErrorAnswer.Quote(_pin)}; live are {live}";
        return Fail(StatusCodes.Status404NotFound, TrafficCodes.VersionNotLive, null, message);
    }

    private Task NoneReady(ModelRoute route, Arm? wanted)
    {
        const int Unavailable = StatusCodes.Status503ServiceUnavailable;
        if (wanted is null) return Fail(Unavailable, TrafficCodes.NoArmReady, null, $"every arm of {model} has weight 0");
        var arm = $"arm {wanted.Name} ({wanted.Version}) of {model}";
        if (_silent)
        {
            var limit = gateway.Options.AnswerLimit.TotalSeconds;
            return Fail(StatusCodes.Status504GatewayTimeout, TrafficCodes.AnswerTooLate, wanted, $"{arm} was silent for {limit:0.#} s");
        }

        return _pin.Length > 0
            ? Fail(Unavailable, TrafficCodes.ArmNotReady, wanted, $"{arm} is not ready, and no other may stand in for {ErrorAnswer.Quote(_pin)}")
            : Fail(Unavailable, TrafficCodes.NoArmReady, wanted, $"{arm} is not ready, nor is another of its {route.Arms.Length} arms");
    }

    private Task Fail(int status, DiagnosticCode code, Arm? arm, string message)
    {
        if (prediction is { } id) context.Response.Headers[YardHeaders.Prediction] = (arm is null ? id : id.By(arm.Identity)).ToString();
        if (arm is not null) measure?.AnsweredBy(arm, fallback: false);
        measure?.Refused(code);
        return ErrorAnswer.WriteAsync(context, status, code, message);
    }
}
