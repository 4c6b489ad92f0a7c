namespace Modelyard.Clusters;

/// <summary>
/// The TensorFlow Serving that serves many models: `infra/`, which compiles this very file, declares it with these names, and a deploy that shares it (<c>serving.tensorflow: shared</c>)
/// fills its folder and leads to it by them.
/// </summary>
public static class SharedTensorFlow
{
    /// <summary>The name of its Deployment, of its Service, of the claim of its volume, and of the folder there that it sees.</summary>
    public const string Name = "tensorflow-serving";

    /// <summary>Where it mounts that folder.</summary>
    public const string Models = "/models";

    /// <summary>The file of that folder that names what is served, as protobuf's text of a ModelServerConfig.</summary>
    public const string ConfigName = "models.config";

    /// <summary>How often it looks at the file, in seconds.</summary>
    public const int PollSeconds = 60;

    public const int GrpcPort = 8500;

    public const int RestPort = 8501;
}
