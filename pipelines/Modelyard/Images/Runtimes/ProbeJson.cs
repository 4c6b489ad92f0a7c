using System.Text.Json.Serialization;
using Modelyard.Specs;

namespace Modelyard.Images.Runtimes;

/// <summary>What a search depends on apart from files.</summary>
internal sealed record ProbeRequest(string Script, IReadOnlyList<RuntimeSpec> Runtimes, IReadOnlyList<string> Candidates);

/// <summary>A remembered search.</summary>
/// <param name="Stamps">Path → <see cref="FileStamp"/> when the search ended.</param>
internal sealed record ProbeEntry(IReadOnlyDictionary<string, string> Stamps, InterpreterSearch Search);

/// <summary>Without reflection, which would cost a command that finds everything in place more than all else that it does here.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProbeRequest))]
[JsonSerializable(typeof(ProbeEntry))]
[JsonSerializable(typeof(ProbeReport))]
internal sealed partial class ProbeJson : JsonSerializerContext;
