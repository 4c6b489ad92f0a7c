namespace Modelyard.Clusters;

/// <summary>How clusters are found and spoken to.</summary>
public sealed record ClusterOptions
{
    /// <summary>The clock of time-outs and pauses.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads environment variables: <c>KUBECONFIG</c>, <c>HOME</c>, <c>PATH</c>, <c>KUBERNETES_SERVICE_HOST</c>, <c>KUBERNETES_SERVICE_PORT</c>.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Where a pod finds its service account: <c>token</c>, <c>ca.crt</c>, <c>namespace</c>.</summary>
    public string ServiceAccount { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Tries after the first one, of what may be over. Defaults to 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The pause before the second try; each one after is twice as long, a random part of it taken off or added. Defaults to half a second.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest pause, also where the server asks for a longer one. Defaults to half a minute.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may take to begin. Defaults to a minute.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After how long without an answer a watch gives up. Defaults to fifteen minutes: API servers are upgraded in less.</summary>
    public TimeSpan WatchPatience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>After how long the server is to end each watch request, so that none hangs forever on a dead connection. Defaults to five minutes.</summary>
    public TimeSpan WatchRequest { get; init; } = TimeSpan.FromMinutes(5);
}
