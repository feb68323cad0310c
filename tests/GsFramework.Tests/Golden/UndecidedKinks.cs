using GsFramework.Graph;
using GsFramework.Graph.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Tests.Golden;

/// <summary>
/// A network of convolutions, ReLUs and max pools is smooth only piecewise. Where a quantity q is 0 (the sum before a
/// ReLU, the lead of a maximum over the next value, the difference under an |·|), the gradient of a loss jumps by a
/// multiple of ∇q. An arithmetic that rounds q to the other side of 0 gives the gradient of that side, and it is as
/// right as the first. So two gradients are compared in the space that is orthogonal to ∇q of each q that fp32 cannot
/// tell from 0.
/// </summary>
internal static class UndecidedKinks
{
    // What another correct order of additions may be further off than the one that is seen here.
    private const double Margin = 8;

    /// <summary>An orthonormal basis of the ∇q, (elements of x, K).</summary>
    /// <param name="graph">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="x">Its input.</param>
    /// <param name="compared">The layer whose output is under an |·|.</param>
    /// <param name="other">The input whose output it is compared with.</param>
    public static Tensor Directions(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor x,
        string compared,
        Tensor other
    )
    {
        using var scope = NewDisposeScope();
        var wide = x.to(float64).clone().requires_grad_(true);
        var exact = Quantities(graph, weights, wide, compared, other.to(float64), float64);
        var rounded = Quantities(graph, weights, x, compared, other, float32);
        var directions = new List<Tensor>();
        foreach (var (q, near) in exact.Zip(rounded))
        {
            using var noGrad = no_grad();
            var noise = (q - near.to(float64)).abs().nan_to_num(0).max().item<double>();
            foreach (var place in (q.abs() <= Margin * noise).nonzero().reshape(-1).data<long>().ToArray())
            {
                using var grad = enable_grad();
                directions.Add(autograd.grad([q[place]], [wide], retain_graph: true)[0].reshape(-1));
            }
        }

        return directions.Count == 0
            ? zeros([x.numel(), 0], float64).MoveToOuterDisposeScope()
            : linalg.qr(stack(directions, dim: 1)).Q.MoveToOuterDisposeScope();
    }

    /// <summary>What of a difference of gradients no kink explains.</summary>
    public static Tensor Unexplained(Tensor difference, Tensor directions)
    {
        var flat = difference.detach().to(float64).reshape(-1);
        return flat - directions.matmul(directions.t().matmul(flat));
    }

    // One flat tensor for each layer that has a kink; NaN where a kink has no say, since nothing passes there on either
    // side.
    private static List<Tensor> Quantities(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor x,
        string compared,
        Tensor other,
        ScalarType type
    )
    {
        using var network = new GraphModule(graph, weights);
        network.to(type);
        string[] sources =
        [
            .. graph
                .Nodes.Where(static node => node.Layer is Activation or MaxPool2d)
                .Select(static node => node.Inputs[0]),
            compared,
        ];
        var values = network.Forward(x, sources).Taps;
        var quantities = new List<Tensor>();
        foreach (var node in graph.Nodes)
        {
            var input = values.GetValueOrDefault(node.Inputs[0]);
            if (node.Layer is Activation)
            {
                quantities.Add(input!.reshape(-1));
            }
            else if (node.Layer is MaxPool2d)
            {
                var (two, _) = input!.unfold(2, 2, 2).unfold(3, 2, 2).flatten(-2).topk(2);
                var (first, second) = (two.select(-1, 0), two.select(-1, 1));
                quantities.Add((first - second).masked_fill(first.le(0), double.NaN).reshape(-1));
            }
        }

        Tensor target;
        using (no_grad())
        {
            target = network.Forward(other, [compared]).Taps[compared];
        }

        var difference = values[compared] - target;
        quantities.Add(difference.masked_fill(difference.eq(0), double.NaN).reshape(-1));
        return quantities;
    }
}
