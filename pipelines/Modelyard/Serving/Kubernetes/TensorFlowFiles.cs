using System.Globalization;
using System.Text;
using Modelyard.Clusters;

namespace Modelyard.Serving.Kubernetes;

/// <summary>
/// What TensorFlow Serving is told of a version: its files, in protobuf's text format, and the program that asks it for one prediction. REST's model status is of no use for that: it
/// is a page that answers 200 while a model is still being loaded.
/// </summary>
internal static class TensorFlowFiles
{
    /// <summary>Where they are mounted.</summary>
    public const string Folder = "/yard/tensorflow";

    public const string ModelsName = SharedTensorFlow.ConfigName;
    public const string BatchingName = "batching.config";
    public const string MonitoringName = "monitoring.config";
    public const string ReadyName = "ready.sh";

    /// <summary>Where Prometheus reads.</summary>
    public const string MetricsPath = "/monitoring/prometheus/metrics";

    public const int GrpcPort = SharedTensorFlow.GrpcPort;
    public const int RestPort = SharedTensorFlow.RestPort;

    private const int BatchRows = 32;
    private const int BatchMicroseconds = 1000;
    private const int WaitingBatches = 100;

    /// <summary>The folder of all versions of a model.</summary>
    public static string BasePath(string model) => $"{SharedTensorFlow.Models}/{model}";

    /// <summary>The folder of the one version that is served.</summary>
    public static string VersionPath(string model, long version) => string.Create(CultureInfo.InvariantCulture, $"{BasePath(model)}/{version}");

    /// <summary>Name → content.</summary>
    public static Dictionary<string, string> Of(ServedVersion version) => new()
    {
        [ModelsName] = Models([(version.Model, version.TensorFlow!.Version)]),
        [BatchingName] = Batching(version.Workers),
        [MonitoringName] = Monitoring(),
        [ReadyName] = Ready(version.Model, version.TensorFlow.Version),
    };

    /// <summary>These versions and no others, whatever their folders come to hold.</summary>
    public static string Models(IEnumerable<(string Model, long Version)> versions)
    {
        var text = new StringBuilder("model_config_list {\n");
        foreach (var model in versions.GroupBy(version => version.Model, version => version.Version))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                  config {
                    name: "{{model.Key}}"
                    base_path: "{{BasePath(model.Key)}}"
                    model_platform: "tensorflow"
                    model_version_policy {
                      specific {

                """);
            foreach (var version in model) text.Append(CultureInfo.InvariantCulture, $"        versions: {version}\n");
            text.Append("      }\n    }\n  }\n");
        }

        return text.Append("}\n").ToString();
    }

    // A request waits a millisecond at most for others to be computed with; as many batches are computed at once as the version has workers.
    private static string Batching(int workers) => string.Create(CultureInfo.InvariantCulture, $$"""
        max_batch_size {
          value: {{BatchRows}}
        }
        batch_timeout_micros {
          value: {{BatchMicroseconds}}
        }
        max_enqueued_batches {
          value: {{WaitingBatches}}
        }
        num_batch_threads {
          value: {{workers}}
        }

        """);

    private static string Monitoring() => $$"""
        prometheus_config {
          enable: true
          path: "{{MetricsPath}}"
        }

        """;

    /// <summary>Asks for one prediction, from within the container.</summary>
    public static string Ready(string model, long version) =>
        $"body={VersionPath(model, version)}/{Versions.SavedModels.SavedModel.Ready}\n{Ask("127.0.0.1", RestPort.ToString(CultureInfo.InvariantCulture), $"/v1/models/{model}:predict")}";

    /// <summary>
    /// Lines of a bash script that ask for one prediction, with the file <c>$body</c>, and exit with 0 when it was given; else they tell what was answered instead. The image has bash and
    /// nothing that speaks HTTP.
    /// </summary>
    /// <param name="host">This and the others as a word of bash.</param>
    public static string Ask(string host, string port, string path) => $$"""
        exec 3<>/dev/tcp/{{host}}/{{port}} || exit 1
        printf 'POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %s\r\nConnection: close\r\n\r\n' "{{path}}" "{{host}}:{{port}}" "$(stat -L -c %s "$body")" >&3
        cat "$body" >&3
        read -r -t 5 status <&3
        case $status in *" 200 "*) exit 0 ;; *) echo "${status:-it did not answer}"; exit 1 ;; esac

        """;
}
