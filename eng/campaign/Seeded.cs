using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GsFramework.Campaign;

/// <summary>Chance that can be repeated.</summary>
internal static class Seeded
{
    /// <summary>The numbers of one try, whatever was tried before it.</summary>
    public static Random Random(int seed, string kind, int number) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {kind} {number}"))));

    /// <summary>One of some.</summary>
    public static T Pick<T>(this Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];

    /// <summary>True with a chance of one in so many.</summary>
    public static bool OneIn(this Random random, int count) => random.Next(count) == 0;
}
