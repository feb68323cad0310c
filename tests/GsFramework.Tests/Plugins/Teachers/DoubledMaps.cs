using Autofac;
using GsFramework.Features;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Tests.Plugins.Teachers;

/// <summary>Features that a test can compute: the images, and twice their 2x2 means.</summary>
internal sealed class DoubledMaps : IFeatureExtractor
{
    public string Identity => "maps";

    public static Tensor Deepest(Tensor images) => nn.functional.avg_pool2d(images, 2) * 2;

    public IReadOnlyList<Tensor> Maps(Tensor images) => [images, Deepest(images)];

    public Tensor Vectors(Tensor images) => images.mean([2, 3]);

    public void Dispose() { }
}

/// <summary>Makes them known.</summary>
internal sealed class DoubleModule : Module
{
    protected override void Load(ContainerBuilder builder) =>
        builder.RegisterPart<IFeatureExtractor, DoubledMaps, NoOptions>("maps", "images and doubled means");
}
