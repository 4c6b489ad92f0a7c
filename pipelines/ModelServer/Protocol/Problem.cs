namespace Modelyard.ModelServer.Protocol;

/// <summary>One thing that is wrong with a request: a code of the protocol, and what was expected and found.</summary>
internal sealed record Problem(string Code, string Message)
{
    public const string NotJson = "YARD6001";
    public const string NotInstances = "YARD6002";
    public const string TooLarge = "YARD6003";
    public const string FieldMissing = "YARD6004";
    public const string FieldUnknown = "YARD6005";
    public const string WrongType = "YARD6006";
    public const string WrongImage = "YARD6007";
    public const string NotRepresentable = "YARD6008";
    public const string NotAFittingPng = "YARD6009";
    public const string NotFound = "YARD6010";
    public const string WrongMethod = "YARD6011";
    public const string ModelFailed = "YARD6020";
    public const string ServerFailed = "YARD6023";

    /// <summary>The HTTP status that goes with the code.</summary>
    public int Status => Code switch
    {
        NotFound => 404,
        WrongMethod => 405,
        ModelFailed or ServerFailed => 500,
        _ => 400,
    };
}
