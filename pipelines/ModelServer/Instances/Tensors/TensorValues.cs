using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Modelyard.ModelServer.Protocol;

namespace Modelyard.ModelServer.Instances.Tensors;

/// <summary>
/// The elements of a tensor, in either form that one has: little-endian bytes, or the list of its type, whose last value fills what is missing.
/// How many there are was compared with the shape before (<see cref="TensorShapes"/>).
/// </summary>
internal static class TensorValues
{
    /// <summary>Elements whose list has their own type.</summary>
    public static void Copy<T>(ByteString content, RepeatedField<T> list, Span<T> target)
        where T : unmanaged
    {
        if (!content.IsEmpty)
        {
            MemoryMarshal.Cast<byte, T>(content.Span).CopyTo(target);
            return;
        }

        for (var i = 0; i < list.Count; i++)
        {
            target[i] = list[i];
        }

        target[list.Count..].Fill(list[^1]);
    }

    /// <summary>float32, all finite; where <paramref name="missing"/> is allowed, NaN stands for a missing one.</summary>
    public static Problem? CopyFinite(ByteString content, RepeatedField<float> list, Span<float> target, string place, bool missing)
    {
        Copy(content, list, target);
        for (var i = 0; i < target.Length; i++)
        {
            if (!float.IsFinite(target[i]) && !(missing && float.IsNaN(target[i])))
            {
                return new Problem(Problem.NotRepresentable, $"{place}: expected finite numbers, found {target[i]} as its element {i}");
            }
        }

        return null;
    }
}
