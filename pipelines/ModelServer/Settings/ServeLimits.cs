namespace Modelyard.ModelServer.Settings;

/// <summary>How large a request may be.</summary>
/// <param name="BodyBytes">Of the body as it is sent.</param>
/// <param name="Instances">In one request.</param>
/// <param name="StringChars">Unicode code points of one string field.</param>
internal sealed record ServeLimits(int BodyBytes, int Instances, int StringChars)
{
    // One array holds a body, which leaves two gibibytes out of reach.
    private const int GreatestBody = 1 << 30;

    public static ServeLimits Read(JsonFields fields) =>
        new(fields.Whole("body-bytes", 1, GreatestBody, 33_554_432),
            fields.Whole("instances", 1, 1_000_000, 1024),
            fields.Whole("string-chars", 1, int.MaxValue, 1_000_000));
}
