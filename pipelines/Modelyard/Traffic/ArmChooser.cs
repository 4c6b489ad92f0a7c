using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Modelyard.Traffic;

/// <summary>
/// Deals subjects to arms by weighted rendezvous hashing. For each arm <c>h = SHA-256(salt \0 arm \0 subject)</c>; its first 52
/// bits and ½, over 2⁵², are <c>u</c> in (0, 1); the arm's score is <c>weight / −ln u</c> and the greatest score wins.
/// </summary>
/// <remarks>
/// <c>−ln u</c> is exponential with rate 1, so <c>−ln u / weight</c> is exponential with rate <c>weight</c>, and the least of such
/// variables falls to each arm in proportion to its rate. A subject's score for one arm depends on no other arm: a greater weight
/// only draws subjects to its arm, a smaller one only lets them go.
/// </remarks>
public static class ArmChooser
{
    /// <summary>The arm of a subject; <see langword="null"/> when no arm has a weight above 0. Equal scores go to the ordinally first name.</summary>
    public static Arm? Choose(string salt, ImmutableArray<Arm> arms, string subject)
    {
        Arm? best = null;
        var bestScore = 0.0;
        foreach (var arm in arms)
        {
            var score = Score(salt, arm, subject);
            if (score > bestScore || (score == bestScore && best is not null && string.CompareOrdinal(arm.Name, best.Name) < 0))
            {
                (best, bestScore) = (arm, score);
            }
        }

        return best;
    }

    /// <summary>The score of one arm for a subject: 0 for weight 0, else positive and finite.</summary>
    public static double Score(string salt, Arm arm, string subject) =>
        arm.Weight <= 0 ? 0 : arm.Weight / -Math.Log(Uniform(salt, arm.Name, subject));

    /// <summary>A number in (0, 1) that looks drawn at random, the same for the same three texts.</summary>
    internal static double Uniform(string salt, string arm, string subject)
    {
        var most = Encoding.UTF8.GetMaxByteCount(salt.Length + arm.Length + subject.Length) + 2;
        byte[]? rented = null;
        var text = most <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(most);
        var length = Encoding.UTF8.GetBytes(salt, text);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(arm, text[length..]);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(subject, text[length..]);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);

        var bits = BinaryPrimitives.ReadUInt64BigEndian(hash) >> 12;
        return (bits + 0.5) / (1UL << 52); // both operations are exact in a double
    }
}
