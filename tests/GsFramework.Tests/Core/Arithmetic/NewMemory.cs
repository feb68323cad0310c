using GsFramework.Core.Arithmetic.Native;

namespace GsFramework.Tests.Core.Arithmetic;

/// <summary>Memory of new tensors that holds NaN, so that what is read before it is written shows. The switch is the
/// whole process's: such tests run alone.</summary>
[CollectionDefinition(nameof(NewMemory), DisableParallelization = true)]
public sealed class NewMemory : IDisposable
{
    private readonly bool? _before;

    private NewMemory(bool holdsNaN) => _before = LibTorch.FillNewMemoryWithNaN(holdsNaN);

    /// <summary>From now on, until this is disposed of.</summary>
    internal static NewMemory OfNaN() => new(holdsNaN: true);

    public void Dispose() => LibTorch.FillNewMemoryWithNaN(_before ?? false);
}
