using System.Text.Json;
using Modelyard.ModelServer.Protocol;

namespace Modelyard.ModelServer.Instances;

/// <summary>Watches the outermost tokens of a body for <c>{"instances": [ … ]}</c> and nothing else.</summary>
internal ref struct Envelope
{
    private const string Expected = "expected {\"instances\": [ … ]} with at least one instance";
    private const int OthersTold = 8;

    private string? _root;
    private string? _instances;
    private List<string>? _others;
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
                if (!_inside && (_others ??= []).Count < OthersTold)
                {
                    _others.Add(Words.Text(ref reader));
                }

                break;
            case 1 when _inside && reader.TokenType == JsonTokenType.EndArray:
                _end = (int)reader.BytesConsumed;
                break;
            case 1 when _inside && _instances is null:
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
            { _root.Length: > 0 } => $"body: {Expected}, found {_root}",
            { _others: not null } => $"body: {Expected} and no other key, found the key {Words.Quote(_others)}",
            { _instances: null } => $"body: {Expected} and no other key, found no key",
            { _instances.Length: > 0 } => $"instances: {Expected}, found {_instances}",
            { _count: 0 } => $"instances: {Expected}, found an array of 0",
            _ => null,
        };
        return problem is null ? new RequestSurvey(_start.._end, _count) : throw new RequestRefused(Problem.NotInstances, problem);
    }
}
