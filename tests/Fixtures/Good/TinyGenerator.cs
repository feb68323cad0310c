using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Models;

namespace Fixtures.Good;

public sealed record TinyOptions
{
    [Description("Side of the kernel.")]
    [Range(1, 7)]
    public int Kernel { get; init; } = 1;
}

public sealed class TinyGenerator(TinyOptions options) : IGeneratorFactory
{
    public NetworkGraph Create() => new GraphBuilder(3).Add("model.0", new Conv2d(3, 3, options.Kernel)).Build();
}
