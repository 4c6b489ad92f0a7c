using System.Net;

namespace Modelyard.ModelServer.Settings;

/// <summary>What to serve and where: the JSON file that <c>YARD_SERVE</c> names.</summary>
/// <param name="Artifact">The folder of the version.</param>
/// <param name="Port">0 takes any free port; the line on standard output says which.</param>
/// <param name="Workers">How many requests are computed at once; the others wait.</param>
/// <param name="Threads">How many threads one computation may use.</param>
/// <param name="TensorFlow">Where TensorFlow Serving's protocol is spoken; <see langword="null"/> where it is not.</param>
internal sealed record ServeSettings(
    string Model, string Version, string Identity, string Artifact, IPAddress Host, int Port, int Workers, int Threads, ServeLimits Limits, TensorFlowPorts? TensorFlow)
{
    /// <summary>All ports, the platform's first.</summary>
    public IEnumerable<int> Ports => TensorFlow is { } ports ? [Port, ports.Grpc, ports.Rest] : [Port];

    /// <summary>Throws <see cref="StartFailure"/> that names every problem of the file.</summary>
    public static ServeSettings Read(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            throw new StartFailure(
                StartFailure.SettingsUnusable,
                "YARD_SERVE is not set; it must name a JSON file as docs/architecture.md, section 6, shows it");
        }

        var fields = JsonFields.Read(path, path, StartFailure.SettingsUnusable);
        var settings = new ServeSettings(
            fields.Text("model"),
            ReadVersion(fields),
            fields.Text("identity"),
            fields.Text("artifact"),
            ReadHost(fields),
            fields.Whole("port", 0, 65535),
            fields.Whole("workers", 1, 256, 1),
            fields.Whole("threads", 1, 256, 1),
            ServeLimits.Read(fields.Object("limits", optional: true)),
            TensorFlowPorts.Read(fields));
        return fields.Problems.Count == 0 ? settings : throw new StartFailure(StartFailure.SettingsUnusable, fields.Problems);
    }

    private static string ReadVersion(JsonFields fields)
    {
        var version = fields.Text("version");
        if (!version.All(character => character is >= ' ' and <= '~'))
        {
            fields.RefuseValue("version", "printable ASCII characters, which a header can carry");
        }

        return version;
    }

    private static IPAddress ReadHost(JsonFields fields)
    {
        var host = fields.Text("host");
        if (host == "localhost")
        {
            return IPAddress.Loopback;
        }

        if (!IPAddress.TryParse(host, out var address) && host.Length > 0)
        {
            fields.RefuseValue("host", "an IP address");
        }

        return address ?? IPAddress.None;
    }
}
