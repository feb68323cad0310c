using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Graph.Layers;
using GsFramework.Terms;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

public sealed record ConnectorOptions
{
    [Description("Factor in the objective.")]
    [Range(0, 1e6)]
    public double Weight { get; init; } = 1;

    [Description("The teacher's layer; empty for the middle one of its residual blocks.")]
    public string Hint { get; init; } = "";

    [Description("Learning rate of the connector's Adam; the schedule multiplies it.")]
    [Range(1e-9, 10.0)]
    public double LearningRate { get; init; } = 0.001;
}

/// <summary>
/// Hints (Romero et al., "FitNets", ICLR 2015): a trained 1x1 convolution r brings the student's middle residual block
/// F to the channels of the teacher's, mean (r ∗ F - F₀)². The networks may differ in width and in number of blocks.
/// </summary>
public sealed class ConnectorTerm(ConnectorOptions options)
    : ICompressionTerm, ITapsLayers, IOwnsParameters, IFollowsCompaction
{
    public double Weight => options.Weight;

    public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) =>
        Middle(student) is { } own && (options.Hint.Length > 0 ? options.Hint : Middle(teacher)) is { } hint
            ? [new LayerTap(own, hint)]
            : [];

    // Named after the pair; the values are drawn with nothing but the generator that the host gives.
    public OwnedParameters? Own(NetworkGraph student, NetworkGraph teacher, TrainingPhase phase, Generator random)
    {
        Tensor Kernel(LayerTap tap) =>
            0.1 * randn(Channels(teacher, tap.Teacher), Channels(student, tap.Student), 1, 1, generator: random);

        return new OwnedParameters(
            Taps(student, teacher).ToDictionary(Name, Kernel),
            new OptimizerSettings(OptimizerKind.Adam, options.LearningRate, Momentum: 0.9));
    }

    // Features has the layers of all terms, Owned only this term's kernel.
    public Tensor? Loss(StepContext step)
    {
        Tensor Squares(Tensor student, Tensor kernel, Tensor teacher) =>
            (nn.functional.conv2d(student, kernel) - teacher).square().mean();

        return step.Features
            .Where(layer => step.Owned.ContainsKey(Name(layer.Key)))
            .Select(layer => Squares(layer.Value.Student, step.Owned[Name(layer.Key)], layer.Value.Teacher))
            .FirstOrDefault();
    }

    public void Follow(GraphModule generator, ChannelCompaction left, ChannelCompaction former)
    {
    }

    // Only the columns of the channels that are still there, of the kernel and of its moments.
    public Tensor FollowOwned(string name, Tensor tensor, ChannelCompaction left, ChannelCompaction former)
    {
        var layer = name.Split('|')[0];
        var kept = left.Kept(layer).ToHashSet();
        var columns = former.Kept(layer).Index()
            .Where(entry => kept.Contains(entry.Item))
            .Select(static entry => (long)entry.Index);
        return tensor.index_select(1, torch.tensor(columns.ToArray(), device: tensor.device));
    }

    private static string Name(LayerTap tap) => $"{tap.Student}|{tap.Teacher}";

    private static string? Middle(NetworkGraph network)
    {
        string[] blocks = [.. network.Nodes.Where(static node => node.Layer is Add).Select(static node => node.Name)];
        return blocks.Length == 0 ? null : blocks[blocks.Length / 2];
    }

    private static int Channels(NetworkGraph network, string layer) => ChannelMap.Of(network).GroupsOf(layer).Count;
}
