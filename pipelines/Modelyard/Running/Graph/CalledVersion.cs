using Modelyard.Content;

namespace Modelyard.Running.Graph;

/// <summary>The version of another model that a step asks.</summary>
public sealed record CalledVersion(string Model, Digest Identity);
