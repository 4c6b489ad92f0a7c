namespace Modelyard.Infra.Platform;

/// <summary>A cluster and what an environment does there.</summary>
/// <param name="Name"><c>shared</c>, <c>training</c> or <c>serving</c>, as in the stack of clusters.</param>
public sealed record ClusterTarget(string Name, EnvironmentPlace? Training, EnvironmentPlace? Serving)
{
    /// <summary>One where training and serving have the same context, else one each.</summary>
    public static IReadOnlyList<ClusterTarget> Of(EnvironmentEntry environment) => environment switch
    {
        { Training: { } training, Serving: { } serving } when training.Context == serving.Context => [new ClusterTarget("shared", training, serving)],
        { Training: { } training, Serving: { } serving } => [new ClusterTarget("training", training, null), new ClusterTarget("serving", null, serving)],
        { Training: { } training } => [new ClusterTarget("training", training, null)],
        { Serving: { } serving } => [new ClusterTarget("serving", null, serving)],
        _ => [],
    };
}
