using Microsoft.ML.OnnxRuntime;
using Modelyard.ModelServer.Artifacts;
using Modelyard.ModelServer.Protocol;
using Modelyard.Protocols.TensorFlow;

namespace Modelyard.ModelServer.Instances;

/// <summary>A column whose values lie one after the other in pooled memory, which ONNX Runtime then reads in place.</summary>
/// <param name="width">How many elements one value has.</param>
internal abstract class TensorColumn<T>(Field field, int width) : Column(field)
    where T : unmanaged
{
    private T[] _elements = [];
    private int _used;

    public override OrtValue ToTensor(int count) =>
        OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _elements.AsMemory(0, _used), [count, .. Field.Dimensions.Select(size => (long)size)]);

    /// <summary>All elements so far.</summary>
    protected ReadOnlySpan<T> Elements => _elements.AsSpan(0, _used);

    public override void Dispose() => Replace([]);

    public override Problem? Read(TensorProto tensor, int count, string place)
    {
        var problem = Take(tensor, Next(count), place);
        if (problem is null)
        {
            Keep(count);
        }

        return problem;
    }

    /// <summary>Writes a tensor's elements to <paramref name="target"/>, which has room for as many as its shape says.</summary>
    protected abstract Problem? Take(TensorProto tensor, Span<T> target, string place);

    /// <summary>Room for one more value, or some. They count once they are <see cref="Keep"/>t, so that what was half read is overwritten.</summary>
    protected Span<T> Next(int values = 1)
    {
        var more = checked(values * width);
        if (_elements.Length - _used < more)
        {
            // Memory grows with what was read, never with what a request says it will hold.
            var larger = RequestMemory<T>.Pool.Rent(checked(Math.Max(_used * 2, _used + more)));
            _elements.AsSpan(0, _used).CopyTo(larger);
            Replace(larger);
        }

        return _elements.AsSpan(_used, more);
    }

    protected void Keep(int values = 1) => _used += values * width;

    private void Replace(T[] elements)
    {
        if (_elements.Length > 0)
        {
            RequestMemory<T>.Pool.Return(_elements);
        }

        _elements = elements;
    }
}
