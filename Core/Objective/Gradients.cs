using GsFramework.Core.Composition.Guards;
using GsFramework.Core.Processes;
using GsFramework.Graph;
using GsFramework.Terms;
using static TorchSharp.torch;

namespace GsFramework.Core.Objective;

/// <summary>Tests gradients before anything is updated by them. A loss that is a number can have a gradient that is
/// none, such as the square root at 0; the weights would be lost, and the next loss blamed.</summary>
internal static class Gradients
{
    private static readonly PartName _sum = new(null, "the sum of all losses", "");

    /// <summary>True when the gradients of all trained parameters are finite. This waits for the device.</summary>
    /// <param name="network">The network.</param>
    /// <param name="owned">Parameters that are trained with it.</param>
    public static bool AreFinite(GraphModule network, IEnumerable<Tensor> owned) =>
        AreFinite(network.Trained().Select(static entry => (Tensor)entry.Parameter).Concat(owned));

    /// <inheritdoc cref="AreFinite(GraphModule, IEnumerable{Tensor})"/>
    public static bool AreFinite(GraphModule network) => AreFinite(network, []);

    private static bool AreFinite(IEnumerable<Tensor> parameters)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var sums = parameters
            .Select(static parameter => parameter.grad)
            .OfType<Tensor>()
            .Select(static gradient => gradient.sum(ScalarType.Float32))
            .ToArray();

        // One that is not finite makes the sum so, and there is one answer to wait for, not one for each parameter.
        return sums.Length == 0 || stack(sums).isfinite().all().item<bool>();
    }

    /// <summary>Repeats a step part by part, to say whose gradient is not finite.</summary>
    /// <param name="summands">The losses.</param>
    /// <param name="generator">G; its gradients are lost.</param>
    /// <param name="owned">What terms own; likewise.</param>
    /// <param name="forward">Computes the step's images again.</param>
    public static UserException Blame(
        IEnumerable<Summand> summands,
        GraphModule generator,
        IReadOnlyCollection<Tensor> owned,
        Func<StepContext> forward
    )
    {
        var broken = new List<(PartName Part, bool IsFiniteAtOutput)>();
        var (all, phase) = (0, "");
        foreach (var summand in summands)
        {
            using var scope = NewDisposeScope();
            generator.zero_grad();
            Forget(owned);
            var step = forward();
            phase = GuardedTerm.At(step);
            step.Output.retain_grad();
            var loss = summand.Loss(step);
            if (loss?.requires_grad != true)
            {
                continue;
            }

            all++;
            (loss * summand.Weight).backward();
            if (!AreFinite(generator, owned))
            {
                // The gradient of what a term owns never passes the network: it is the term's doing.
                using var atOutput = step.Output.grad;
                broken.Add(
                    (
                        summand.Part,
                        AreFinite(owned) && atOutput is not null && atOutput.isfinite().all().item<bool>()
                    )
                );
            }
        }

        // Where every loss reaches the output with a finite gradient, it is lost on the way through the network.
        var network = PartName.Of(generator.Graph, "generator");
        return broken.Count == 0 ? NotFinite(_sum, phase)
            : network.Plugin is not null && broken.Count == all && broken.All(static part => part.IsFiniteAtOutput)
                ? NotFinite(network, phase)
            : NotFinite(broken.MinBy(static part => part.IsFiniteAtOutput).Part, phase);
    }

    private static void Forget(IEnumerable<Tensor> parameters)
    {
        using var noGrad = no_grad();
        foreach (var parameter in parameters)
        {
            using var gradient = parameter.grad;
            gradient?.zero_();
        }
    }

    /// <summary>The error of a gradient that is not finite.</summary>
    /// <param name="part">Whose it is.</param>
    /// <param name="phase">When.</param>
    public static UserException NotFinite(PartName part, string phase) =>
        new(
            $"{part}, {phase}: the loss is a number, but its gradient is NaN or infinite. Nothing was updated by it. "
                + "The run has stopped; its last checkpoint, if there was one yet, is kept. A square root, a logarithm "
                + "or a division at 0 does this: stay away from 0, as in (x + 1e-12).sqrt(). Else lower the learning "
                + "rate or the term's weight: for a new run in the configuration, for 'gs resume' in "
                + $"config.resolved.json. '{Shell.Command("doctor")}' tells whether this machine computes right."
        );
}
