using GsFramework;
using GsFramework.Graph;
using GsFramework.Terms;
using Serilog;
using TorchSharp;
using static TorchSharp.torch;

namespace Samples.AttentionTransfer;

/// <summary>
/// Activation-based attention transfer (Zagoruyko and Komodakis, "Paying More Attention to Attention", ICLR 2017): the
/// student must look where the teacher looks. A layer's output A (N, C, H, W) becomes a map of where it is large,
/// <code>
/// Q = vec Σ_c |A_c|^p
/// L = mean over layers and images   ‖ Q_S / ‖Q_S‖₂  -  Q_T / ‖Q_T‖₂ ‖₂²
/// </code>
/// which has no channels, so that student and teacher may differ in width. As all Q are positive, L is 2 - 2·cos(Q_S,
/// Q_T), 0 to 2, whatever the size of batch and image.
/// </summary>
/// <remarks>
/// The paper takes ‖·‖₂ itself; its published code squares it, as here, and then averages over the map's H·W places and
/// takes the weight β/2 = 500: with a map of 16x16 that is a weight of about 2 here.
/// </remarks>
internal sealed class AttentionTransferTerm(AttentionTransferOptions options, ILogger log)
    : ICompressionTerm,
        ITapsLayers
{
    public const string Key = "attention-transfer";

    private readonly ComparedLayers _layers = new(Key, options.Layers, log);

    /// <inheritdoc/>
    public double Weight => options.Weight;

    /// <inheritdoc/>
    public IReadOnlyCollection<LayerTap> Taps(NetworkGraph student, NetworkGraph teacher) =>
        _layers.Find(student);

    /// <inheritdoc/>
    /// <exception cref="UserException">There are no such layers, or their outputs are of other sizes.</exception>
    public Tensor? Loss(StepContext step) => _layers.Mean(step, (layer, student, teacher) =>
        {
            var (own, wanted) = (Attention(student), Attention(teacher));
            return own.shape.SequenceEqual(wanted.shape)
                ? (own - wanted).square().sum(1).mean()
                : throw new UserException(
                    $"objective.terms.{Key}: the layer '{layer}' makes {Size(student)} pixels in the generator and "
                        + $"{Size(teacher)} in the teacher. Name layers of one size."
                );
        });

    /// <summary>The unit vectors (N, H·W) of where features (N, C, H, W) are large; 0 where they are 0
    /// everywhere.</summary>
    private Tensor Attention(Tensor features) =>
        nn.functional.normalize(features.abs().pow(options.Power).sum(1).flatten(1), p: 2, dim: 1);

    private static string Size(Tensor features) => $"{features.shape[2]}x{features.shape[3]}";
}
