namespace Modelyard.Metrics;

/// <summary>A configuration with which Prometheus scrapes a running <c>up</c>.</summary>
public static class PrometheusConfig
{
    /// <summary>YAML for <c>prometheus --config.file</c>.</summary>
    /// <param name="gateway">Where the gateway listens.</param>
    public static string For(Uri gateway) =>
        $"""
        # Written by `yard metrics --prometheus-config`: one job, which is told everything by the gateway.
        global:
          scrape_interval: 15s
        scrape_configs:
          - job_name: modelyard
            metrics_path: /metrics/all
            # The gateway waits two seconds for servers that do not answer, then tells what it has.
            scrape_timeout: 10s
            # Labels model, version and arm are the servers' own business.
            honor_labels: true
            static_configs:
              - targets: ["{gateway.Authority}"]

        """;
}
