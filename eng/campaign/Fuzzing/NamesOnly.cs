using GsFramework.Data;
using static TorchSharp.torch;

namespace GsFramework.Campaign.Fuzzing;

/// <summary>Images of which only the names are asked.</summary>
internal sealed class NamesOnly : IImageSource, IImageDataset
{
    public int Count => 3;

    public IImageDataset Open(Split split, Domain domain) => this;

    public string NameOf(int index) => $"{index}";

    public Tensor Load(int index) => throw new NotSupportedException();
}
