using System.Text.Json;
using Modelyard.ModelServer.Protocol;

namespace Modelyard.ModelServer.Instances;

/// <summary>Watches the outermost tokens of a body for <c>{"instances": [ … ]}</c> and nothing else.</summary>
internal ref struct Envelope
{
    private string? _root;
    private string? _instances;
    private string? _other;
    private bool _inside;
    private int _start;
    private int _end;
    private int _count;

    /// <summary>Takes note of the token that the reader stands on.</summary>
    public void See(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth)
        {
            case 0:
                _root ??= reader.TokenType == JsonTokenType.StartObject ? "" : Words.Describe(reader);
                break;
            case 1 when reader.TokenType == JsonTokenType.PropertyName:
                _inside = reader.ValueTextEquals("instances"u8);
                _other ??= _inside ? null : Words.Text(ref reader);
                break;
            case 1 when _inside && reader.TokenType == JsonTokenType.EndArray:
                _end = (int)reader.BytesConsumed;
                break;
            case 1 when _inside:
                _instances = reader.TokenType == JsonTokenType.StartArray ? "" : Words.Describe(reader);
                _start = (int)reader.TokenStartIndex;
                break;
            case 2 when _inside && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject):
                _count++;
                break;
        }
    }

    /// <summary>What was seen, at the end of the body. Throws <see cref="RequestRefused"/> with YARD6002.</summary>
    public readonly RequestSurvey Close()
    {
        var problem = this switch
        {
            { _root.Length: > 0 } => $"the body: expected {{\"instances\": [ … ]}}, found {_root}",
            { _other: not null } => $"the body: expected {{\"instances\": [ … ]}} and nothing else, found the key '{_other}'",
            { _instances: null } => "the body: expected {\"instances\": [ … ]}, found an object with no fields",
            { _instances.Length: > 0 } => $"instances: expected an array, found {_instances}",
            { _count: 0 } => "instances: expected at least one instance, found none",
            _ => null,
        };
        return problem is null ? new RequestSurvey(_start.._end, _count) : throw new RequestRefused(Problem.NotInstances, problem);
    }
}
