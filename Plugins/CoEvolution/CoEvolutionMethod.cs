using System.Text.Json;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Methods;
using GsFramework.Parts;

namespace GsFramework.CoEvolution;

/// <summary>
/// Co-evolutionary compression of unpaired image translation (Shu et al., ICCV 2019). The channels of the generators of
/// both directions are two populations of bit strings. They take turns: the individuals of one are measured together
/// with the best of the other, by
/// <code>
/// fitness = c/L + w·zeros      L = mean_x [ MSE(D(Ĝ(x)), D(G(x))) + λ·|Ĝ'(Ĝ(x)) - x| ]
/// </code>
/// and bred by roulette, crossover and mutation; the fittest passes on unchanged. The fittest A → B generator of the
/// last generation is the result, with the dense generator's weights.
/// </summary>
/// <remarks>
/// The official code shares one mask of 256 bits among the trunk and all convolutions in its blocks, while the paper
/// encodes filters: <see cref="CoEvolutionOptions.Encoding"/> has both, the paper's by default. It takes the sum of L
/// over the validation images where this takes the mean, or their number would weigh quality against size. All
/// deviations are in docs/co-evolution.md.
/// </remarks>
internal sealed class CoEvolutionMethod(CoEvolutionOptions options) : ICompressionMethod
{
    public const string Key = "cec";

    /// <inheritdoc/>
    /// <exception cref="UserException">A network or the validation images are missing, or the target is beyond
    /// reach.</exception>
    public PrunedNetwork Compress(MethodContext context)
    {
        Check(context);
        using var evaluating = new EvaluationMode(context);
        using var forward = Direct(context, context.Teacher, context.Discriminator!, Domain.Source);
        using var reverse =
            options.CycleWeight > 0
                ? Direct(context, context.ReverseTeacher!, context.ReverseDiscriminator!, Domain.Target)
                : null;
        var best = new Search(context, options, forward, reverse).Run().Forward.Best;
        context.Log.Information(
            "The fittest generator has {Ratio:F2} times fewer multiply-accumulates and a loss of {Loss:F4}",
            forward.Code.Ratio(best.Bits),
            best.Loss
        );
        return forward.Prune(best.Bits);
    }

    private Direction Direct(MethodContext context, GraphModule teacher, GraphModule discriminator, Domain domain) =>
        new(teacher, discriminator, domain, context.Images, context.ImageSize, options);

    private void Check(MethodContext context)
    {
        var missing = options.Needs().Where(need => Of(context, need.Network) is null).ToArray();
        if (missing.Length > 0)
        {
            throw new UserException(
                string.Join(
                    '\n',
                    missing.Select(static need =>
                        $"The method 'cec' needs "
                        + $"model.{JsonNamingPolicy.CamelCase.ConvertName(need.Network.ToString())}: {need.Remedy}."
                    )
                )
            );
        }

        Fits(context.Teacher, context.Discriminator!, "model.teacherDiscriminator");
        if (options.CycleWeight > 0)
        {
            Fits(context.Teacher, context.ReverseTeacher!, "model.reverseTeacher");
            Fits(context.ReverseTeacher!, context.ReverseDiscriminator!, "model.reverseDiscriminator");
            Fits(context.ReverseTeacher!, context.Teacher, "model.teacher");
        }

        void Fits(GraphModule maker, GraphModule reader, string what)
        {
            var taken = new FeatureShape(reader.Graph.InputChannels, context.ImageSize.Height, context.ImageSize.Width);
            var made = maker.Graph.Shapes(context.ImageSize)[maker.Graph.Output.Name];
            if (made.Channels != taken.Channels)
            {
                throw new UserException(
                    $"{what} takes images of {taken.Channels} channels, but the generator before it makes images of "
                        + $"{made.Channels}. Give networks that agree."
                );
            }

            if (made != taken)
            {
                throw new UserException(
                    $"{what} takes images of {taken}, but the generator before it makes {made}. "
                        + "The method 'cec' compresses generators of images whose size does not change."
                );
            }
        }
    }

    private static GraphModule? Of(MethodContext context, ModelNetwork network) =>
        network switch
        {
            ModelNetwork.TeacherDiscriminator => context.Discriminator,
            ModelNetwork.ReverseTeacher => context.ReverseTeacher,
            _ => context.ReverseDiscriminator,
        };

    /// <summary>Measures with networks in evaluation mode and without gradients of theirs, and leaves them as they
    /// were.</summary>
    private sealed class EvaluationMode : IDisposable
    {
        private readonly (GraphModule Network, bool Training)[] _networks;

        public EvaluationMode(MethodContext context)
        {
            GraphModule?[] networks =
            [
                context.Teacher,
                context.Discriminator,
                context.ReverseTeacher,
                context.ReverseDiscriminator,
            ];
            _networks = [.. networks.OfType<GraphModule>().Select(static network => (network, network.training))];
            foreach (var (network, _) in _networks)
            {
                network.eval();
            }
        }

        public void Dispose()
        {
            foreach (var (network, training) in _networks)
            {
                network.train(training);
            }
        }
    }
}
