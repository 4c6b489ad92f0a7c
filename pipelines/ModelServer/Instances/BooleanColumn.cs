using System.Text.Json;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Protocol;

namespace Modelyard.ModelServer.Instances;

/// <summary>Truth values as bool [N].</summary>
internal sealed class BooleanColumn(Field field) : TensorColumn<bool>(field, 1)
{
    public override Problem? Read(ref Utf8JsonReader reader, Place place)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            return new Problem(Problem.WrongType, $"{place}: expected a boolean, found {Words.Describe(reader)}");
        }

        Next()[0] = reader.TokenType == JsonTokenType.True;
        Keep();
        return null;
    }
}
