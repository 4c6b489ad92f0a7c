namespace Modelyard.Steps;

/// <summary>A failure that the author of a model can act on: shown as one line, without a stack trace.</summary>
internal sealed class StepFailure(string message) : Exception(message);
