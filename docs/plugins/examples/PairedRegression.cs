using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using GsFramework.Graph;
using GsFramework.Teaching;
using GsFramework.Terms;
using GsFramework.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HowTo;

public sealed record PairedRegressionOptions
{
    [Description("Momentum of Adam.")]
    [Range(0.0, 0.999)]
    public double Momentum { get; init; } = 0.9;
}

/// <summary>Trains a generator on pairs of images, by |G(a) - b| alone.</summary>
public sealed class PairedRegression(PairedRegressionOptions options) : ITeacherMethod, IScoresValidation
{
    public bool NeedsDiscriminator => false;

    public bool IsPaired => true;

    public string ScoreName => "validationL1";

    public string ScoreDescription => "mean absolute difference to the true image";

    public ITeacherObjective Begin(TeacherStart start) => new Objective(
        start.NewNetwork(start.Generator, 0), new OptimizerSettings(OptimizerKind.Adam, start.LearningRate, options.Momentum));

    public Tensor Score(Tensor outputs, Tensor targets) => (outputs - targets).abs().mean();

    private sealed class Objective(GraphModule generator, OptimizerSettings settings) : ITeacherObjective
    {
        private readonly NamedOptimizer _optimizer = new("generator", generator.Trained(), settings);

        public IReadOnlyList<(string Name, GraphModule Module)> Networks => [("G", generator)];

        public IReadOnlyList<KeptNetwork> Kept => [new("model", generator, IsAveraged: true)];

        public IReadOnlyDictionary<string, double> Step(Tensor a, Tensor b, int step, double learningRateFactor)
        {
            using var scope = NewDisposeScope();
            var loss = (generator.forward(a) - b).abs().mean();
            _optimizer.ZeroGradients();
            loss.backward();
            _optimizer.Step(learningRateFactor);
            return new Dictionary<string, double> { ["lossG"] = loss.item<float>() };
        }

        public IEnumerable<KeyValuePair<string, Tensor>> State() => _optimizer.State();

        public void Load(IReadOnlyDictionary<string, Tensor> tensors) => _optimizer.Load(tensors);

        public void Dispose()
        {
            _optimizer.Dispose();
            generator.Dispose();
        }
    }
}
