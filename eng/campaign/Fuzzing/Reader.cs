namespace GsFramework.Campaign.Fuzzing;

/// <summary>A reader of the product, and files to damage for it.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Originals">Whole files.</param>
/// <param name="Damage">Damages one of them.</param>
/// <param name="Read">Reads a damaged one as the product does. What the user is to be told is a
/// <see cref="UserException"/>.</param>
internal sealed record Reader(
    string Name,
    IReadOnlyList<byte[]> Originals,
    Func<byte[], Random, byte[]> Damage,
    Action<byte[]> Read
);
