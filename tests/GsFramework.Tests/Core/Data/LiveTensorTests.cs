using GsFramework.Core.Data;
using GsFramework.Core.Interchange;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Tests.Host;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Core.Data;

[CollectionDefinition(Name, DisableParallelization = true)]
public class DataLiveTensors
{
    public const string Name = "Live tensors of data";
}

[Collection(DataLiveTensors.Name)]
public sealed class LiveTensorTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reading_batches_and_teacher_images_leaves_no_tensor_behind()
    {
        ImageFile.Save(_folder["trainA", "a.png"], zeros(3, 4, 4));
        ImageFile.Save(_folder["trainA", "b.png"], zeros(3, 8, 6));
        var images = new FolderImageSource(new() { Root = _folder.Path }, ImageSize.Square(4)).Open(
            Split.Train,
            Domain.Source
        );
        var batches = new ImageBatches(images, 2, seed: 1, flip: true);

        AssertNothingStays(step =>
        {
            using var cache = TeacherCache.Compute(images, static x => x * 2, batchSize: 1, mirrored: true);
            using var batch = batches.Next(step);
            using var outputs = cache.Take(batch.Plan);
        });
    }

    [Fact]
    public void Saving_and_loading_a_quantised_model_leaves_no_tensor_behind()
    {
        var graph = new GraphBuilder(3)
            .Add("a", new Conv2d(3, 4, KernelSize: 3, Quantizer: new WeightQuantizer(4, PerChannel: true)))
            .Build();
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        graph = GraphQuantization.FreezeScales(graph, weights);

        AssertNothingStays(_ =>
        {
            ModelFolder.Save(_folder["model"], graph, weights);
            ModelFolder.Load(_folder["model"], LayerKind.BuiltIn).Dispose();
        });
    }

    [Fact]
    public void A_file_that_breaks_off_after_some_tensors_leaves_none_behind()
    {
        var graph = new GraphBuilder(3).Add("a", new Conv2d(3, 4, KernelSize: 3)).Build();
        using var weights = GraphWeights.Initialize(graph, seed: 1);
        ModelFolder.Save(_folder["model"], graph, weights);
        using (var renamed = SafeTensors.Read(_folder["model", ModelFolder.WeightsFile]))
        {
            SafeTensors.Write(
                _folder["model", ModelFolder.WeightsFile],
                renamed.Tensors.Select(static pair => KeyValuePair.Create("x" + pair.Key, pair.Value))
            );
        }

        AssertNothingStays(_ =>
            Assert.Throws<UserException>(() => ModelFolder.Load(_folder["model"], LayerKind.BuiltIn))
        );
    }

    private static void AssertNothingStays(Action<int> act)
    {
        act(0);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var step = 1; step < 5; step++)
        {
            act(step);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
