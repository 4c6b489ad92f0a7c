namespace Modelyard.ModelServer.Settings;

/// <summary>The ports of TensorFlow Serving's protocol, 8500 and 8501 where TensorFlow Serving itself listens; 0 takes any free one.</summary>
/// <param name="Grpc">HTTP/2 without TLS.</param>
/// <param name="Rest">HTTP/1.1.</param>
internal sealed record TensorFlowPorts(int Grpc, int Rest)
{
    private const string Name = "tensorflow-serving";

    /// <summary>What the settings say of them; <see langword="null"/> where they say nothing.</summary>
    public static TensorFlowPorts? Read(JsonFields fields)
    {
        if (fields.Member(Name) is null)
        {
            return null;
        }

        var ports = fields.Object(Name);
        return new TensorFlowPorts(ports.Whole("grpc", 0, 65535), ports.Whole("rest", 0, 65535));
    }
}
