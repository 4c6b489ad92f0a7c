using Modelyard.Metrics;

namespace Modelyard.Gateway;

/// <summary>Where the gateway listens and how patient it is.</summary>
public sealed record GatewayOptions
{
    /// <summary>The address to listen on. Defaults to this machine alone.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes a free one. Defaults to 0.</summary>
    public int Port { get; init; }

    /// <summary>The greatest body of a request, bytes; more is refused with YARD6003. Defaults to 32 MiB.</summary>
    public long BodyLimit { get; init; } = 32 << 20;

    /// <summary>How long a request waits for a server that is starting again before another arm answers. Defaults to 10 seconds.</summary>
    public TimeSpan RestartPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a server may be silent within one attempt. Defaults to 30 seconds.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How many broken answers make the gateway ask another arm, or give up; silence counts twice, a refused connection not.
    /// Defaults to 3.
    /// </summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long requests in flight may take when the gateway stops. Defaults to 10 seconds.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long <c>/metrics/all</c> waits for servers; who has not answered by then is left out. Defaults to 2 seconds.</summary>
    public TimeSpan ScrapeLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What <c>/metrics/all</c> tells beside the gateway and the servers. Nothing by default.</summary>
    public IReadOnlyList<IMetricSource> Measures { get; init; } = [];

    /// <summary>Pages for people. None by default: then <c>/</c> is a text.</summary>
    public IGatewayPages? Pages { get; init; }

    /// <summary>Told of the gateway's own defects. Defaults to standard error.</summary>
    public Action<string> Log { get; init; } = Console.Error.WriteLine;
}
