namespace Modelyard.ModelServer.Pictures;

/// <summary>The text is not a PNG, or not one that fits; the message says what was expected and found.</summary>
internal sealed class Unfit(string message) : Exception(message);
