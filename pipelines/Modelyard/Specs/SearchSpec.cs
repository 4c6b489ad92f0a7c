namespace Modelyard.Specs;

/// <summary>
/// A small search for an estimator's parameters. Trials are drawn at planning, so that each is a step of its own: fitted on a part of
/// the training rows, judged on another, cached like any step. The best one's parameters are then used on all training rows; test
/// rows take no part.
/// </summary>
public sealed record SearchSpec
{
    /// <summary>Parameter → the values to try; at least one parameter. Architectures are values of one parameter, such as lists of widths.</summary>
    [NotEmpty, Form(TextForm.Parameter)]
    public required IReadOnlyDictionary<string, System.Text.Json.JsonElement> Over { get; init; }

    /// <summary>How many combinations are tried; all of them where there are no more. Defaults to 10.</summary>
    [Bounds(1, 200)]
    public int Trials { get; init; } = 10;

    /// <summary>Draws the combinations and the rows. Defaults to 1.</summary>
    [Bounds(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    /// <summary>Parameters of the trials alone, such as fewer epochs; what is left out is the step's own.</summary>
    public IReadOnlyDictionary<string, System.Text.Json.JsonElement> With { get; init; } =
        new Dictionary<string, System.Text.Json.JsonElement>();

    /// <summary>At most this many training rows take part, drawn within each class; all by default.</summary>
    [Bounds(10, int.MaxValue)]
    public int? Rows { get; init; }

    /// <summary>The share of those rows on which trials are judged. Defaults to 0.2.</summary>
    [Bounds(0.05, 0.5)]
    public double Holdout { get; init; } = 0.2;

    /// <summary>What the best trial is best in: accuracy, macro-f1 or log-loss (the least). Defaults to accuracy.</summary>
    [OneOf("accuracy", "macro-f1", "log-loss")]
    public string Metric { get; init; } = "accuracy";
}
