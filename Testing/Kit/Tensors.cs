using GsFramework.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Testing.Kit;

/// <summary>Looks at tensors.</summary>
internal static class Tensors
{
    /// <summary>True when no value is NaN or infinite.</summary>
    public static bool AreFinite(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().isfinite().all().item<bool>();
    }

    /// <summary>The largest |value|.</summary>
    public static double Largest(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.numel() == 0 ? 0 : tensor.detach().to(float64).abs().max().item<double>();
    }

    /// <summary>The largest |left - right|; infinite when one is not finite.</summary>
    public static double Difference(Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        var difference = Largest(left.detach().to(float64) - right.detach().to(float64));
        return double.IsFinite(difference) ? difference : double.PositiveInfinity;
    }

    /// <summary>The bits of a tensor.</summary>
    public static byte[] Bits(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().bytes.ToArray();
    }

    /// <summary>The bits of some tensors.</summary>
    public static Dictionary<string, byte[]> Bits(IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.ToDictionary(static entry => entry.Key, static entry => Bits(entry.Value));

    /// <summary>The names of what differs in its bits.</summary>
    public static string[] Changed(Dictionary<string, byte[]> before, Dictionary<string, byte[]> after) =>
        [
            .. before
                .Where(entry => !entry.Value.AsSpan().SequenceEqual(after[entry.Key]))
                .Select(static entry => entry.Key),
        ];

    /// <summary>The gradient of a parameter, or null.</summary>
    public static Tensor? Gradient(Tensor parameter) => parameter.grad;

    /// <summary>Tensors of this thread that live, in any dispose scope or in none.</summary>
    public static long Living => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>Runs a step again and again in a dispose scope; after the first few no tensor may be left
    /// behind.</summary>
    public static void LeaveNone(Rule rule, Action<int> step, string doing)
    {
        const int WarmUp = 3;
        const int Steps = 8;
        var before = 0L;
        for (var i = 0; i < Steps; i++)
        {
            if (i == WarmUp)
            {
                before = Living;
            }

            using var scope = NewDisposeScope();
            rule.Run(() => step(i), doing);
        }

        var left = Living - before;
        rule.Require(
            left == 0,
            $"after {Steps - WarmUp} times {doing} there are {Math.Abs(left)} tensors "
                + $"{(left > 0 ? "more" : "fewer")} than before.",
            "Let tensors die with the step's dispose scope. What must outlive a step is detached from it with "
                + "DetachFromDisposeScope() and disposed when it is replaced; "
                + "what belongs to others is not disposed."
        );
    }

    /// <summary>Differentiates what has a gradient; that something should have one is a rule of its own.</summary>
    public static void Backward(Tensor loss)
    {
        if (loss.requires_grad)
        {
            loss.backward();
        }
    }

    /// <summary>Computes with a network in double precision, or as it is.</summary>
    public static Tensor Output(
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        Tensor images,
        ScalarType precision = ScalarType.Float32
    )
    {
        using var noGrad = no_grad();
        using var network = new GraphModule(graph, weights);
        network.eval();
        network.to(precision);
        return network.forward(images.to(precision));
    }

    /// <summary>Names for a message, at most five.</summary>
    public static string List(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(5).Select(static name => $"'{name}'"))
        + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
}
