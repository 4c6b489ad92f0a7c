using System.Text.Json;
using Modelyard.ModelServer.Protocol;

namespace Modelyard.ModelServer.Instances;

/// <summary>Watches the outermost tokens of a body for <c>{"instances": [ … ]}</c> and nothing else.</summary>
internal ref struct Envelope
{
    private const string Expected = "expected {\"instances\": [ … ]} with at least one instance";
    private const int OthersTold = 8;

    // Copies of the reader where it stood on a value; its token is None where the value was not there.
    private Utf8JsonReader _root;
    private Utf8JsonReader _instances;
    private List<string>? _others;
    private bool _inside;
    private int _end;
    private int _count;

    /// <summary>Takes note of the token that the reader stands on.</summary>
    public void See(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth)
        {
            case 0:
                _root = _root.TokenType == JsonTokenType.None ? reader : _root;
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
            case 1 when _inside && _instances.TokenType == JsonTokenType.None:
                _instances = reader;
                break;
            case 2 when _inside && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject):
                _count++;
                break;
        }
    }

    /// <summary>What was seen, at the end of the body. Throws <see cref="RequestRefused"/> with YARD6002.</summary>
    public readonly RequestSurvey Close()
    {
        var problem = (_root.TokenType, _others, _instances.TokenType, _count) switch
        {
            (not JsonTokenType.StartObject, _, _, _) => $"body: {Expected}, found {Words.Describe(_root)}",
            (_, not null, _, _) => $"body: {Expected} and no other key, found the key {Words.Quote(_others)}",
            (_, _, JsonTokenType.None, _) => $"body: {Expected} and no other key, found no key",
            (_, _, not JsonTokenType.StartArray, _) or (_, _, _, 0) => $"instances: {Expected}, found {Words.Describe(_instances)}",
            _ => null,
        };
        return problem is null
            ? new RequestSurvey((int)_instances.TokenStartIndex.._end, _count)
            : throw new RequestRefused(Problem.NotInstances, problem);
    }
}
