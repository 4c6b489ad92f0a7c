namespace Modelyard.ModelServer.Settings;

/// <summary>The server must not start: what it was told to serve cannot be served. Each problem becomes a line on standard error.</summary>
internal sealed class StartFailure(string code, IReadOnlyList<string> problems)
    : Exception(string.Join(Environment.NewLine, problems.Select(problem => $"error {code}: {problem}")))
{
    /// <summary>YARD_SERVE, or the file that it names.</summary>
    public const string SettingsUnusable = "YARD6021";

    /// <summary>The version's artifact: chain.json or model.onnx.</summary>
    public const string ArtifactUnusable = "YARD6022";

    public StartFailure(string code, string problem)
        : this(code, [problem])
    {
    }
}
