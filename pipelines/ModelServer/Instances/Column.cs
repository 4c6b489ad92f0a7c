using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Protocol;
using Modelyard.ModelServer.Settings;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances;

/// <summary>The values of one field over all instances of a request, in the form that the graph takes.</summary>
internal abstract class Column(Field field) : IDisposable
{
    public Field Field { get; } = field;

    /// <summary>An empty column for a field.</summary>
    public static Column For(Field field, ServeLimits limits) => field.Type switch
    {
        FieldType.String => new TextColumn(field, limits.StringChars),
        FieldType.Number => new NumberColumn(field),
        FieldType.Integer => new IntegerColumn(field),
        FieldType.Boolean => new BooleanColumn(field),
        FieldType.Vector => new VectorColumn(field),
        _ => new PictureColumn(field, field.Picture!),
    };

    /// <summary>
    /// Takes the value whose first token the reader stands on, and leaves the reader on its last. Where a problem comes back, nothing was
    /// taken, and the reader stands anywhere in the value.
    /// </summary>
    public abstract Problem? Read(ref Utf8JsonReader reader, Place place);

    /// <summary>
    /// Takes the values of a tensor whose type and shape are the field's. Where a problem comes back, the column is of no further use.
    /// </summary>
    /// <param name="count">How many instances there are: the tensor's first dimension.</param>
    /// <param name="place">What a message calls the tensor.</param>
    public abstract Problem? Read(TensorProto tensor, int count, string place);

    /// <summary>Takes the absence of an optional value; only strings and numbers can be optional.</summary>
    public virtual void AddMissing() =>
        throw new InvalidOperationException($"{Field.Name}: a tensor of {Field.Element} has no missing value");

    /// <summary>The graph's input: [<paramref name="count"/>, …]. Valid until the column is disposed of.</summary>
    public abstract OrtValue ToTensor(int count);

    public abstract void Dispose();
}
