using System.Text.Json.Serialization;

namespace Modelyard.Running.Containers;

/// <summary>Writes variables on one line, as the StepRunner reads them.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SecretsJson : JsonSerializerContext;
