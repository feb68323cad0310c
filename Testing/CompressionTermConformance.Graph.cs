using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for terms that look into the network, change it or train parts of it.</summary>
public abstract partial class CompressionTermConformance<TModule>
{
    /// <summary>What the term wants to train itself are trained parameters of the generator, the same each
    /// time.</summary>
    [Fact]
    public void Its_claim_names_parameters_of_the_generator() =>
        Stands(Rule(), nameof(Its_claim_names_parameters_of_the_generator), CheckClaim);

    /// <summary>A rewritten generator is one: same images in and out, same layers where they stay, and rewriting it
    /// again changes nothing.</summary>
    [Fact]
    public void Its_rewritten_generator_is_still_the_generator()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        if (Create(rule) is not IRewritesGenerator rewriter)
        {
            return;
        }

        var dense = Generator;
        var graph = rule.Run(() => rewriter.Rewrite(dense), "Rewrite");
        var (from, to) = (
            OutputShape(dense),
            rule.Run(() => OutputShape(graph), "asking the rewritten generator for its shapes")
        );
        rule.Require(
            graph.InputChannels == dense.InputChannels && from == to,
            $"the generator made {from} of {dense.InputChannels} channels, the rewritten one makes {to} of "
                + $"{graph.InputChannels}.",
            "Add, wrap or replace layers, but leave what goes in and comes out."
        );
        string[] reshaped =
        [
            .. from before in dense.Parameters()
            join after in graph.Parameters() on before.Name equals after.Name
            where !before.Parameter.Shape.SequenceEqual(after.Parameter.Shape)
            select before.Name,
        ];
        string[] lost =
        [
            .. dense
                .Parameters()
                .Select(static entry => entry.Name)
                .Except(graph.Parameters().Select(static entry => entry.Name)),
        ];
        rule.Require(
            reshaped.Length == 0 && lost.Length == 0,
            $"{Tensors.List([.. reshaped, .. lost])} is gone or has another shape.",
            "Keep the names of layers that stay, and their tensors: the weights of the teacher go into them."
        );
        var text = GraphJson.Write(graph);
        rule.Require(
            GraphJson.Write(rule.Run(() => rewriter.Rewrite(graph), "Rewrite of the rewritten generator")) == text,
            "rewriting the rewritten generator changes it once more.",
            "Return the generator as it is where it has been rewritten already: fine-tuning rewrites what slimming "
                + "left."
        );
        rule.Require(
            GraphJson.Write(
                rule.Run(() => GraphJson.Read(text, Bench(rule).Catalog.LayerKinds), "reading its graph.json")
            ) == text,
            "its graph.json gives another network.",
            "Register layer kinds of your own with builder.RegisterLayerKind; see LayerConformance."
        );
    }

    /// <summary>The layers that the term taps are in the generator and in the teacher.</summary>
    [Fact]
    public void The_layers_that_it_taps_are_there() =>
        Stands(PartRule(), nameof(The_layers_that_it_taps_are_there), CheckTaps);

    private void CheckTaps(Rule rule)
    {
        var term = Create(rule);
        if (term is not ITapsLayers tapping)
        {
            return;
        }

        var dense = Generator;
        var (graph, taps) = Needs(rule, nameof(Its_calls_return), () =>
        {
            var graph = term is IRewritesGenerator rewriter
                ? rule.Run(() => rewriter.Rewrite(dense), "Rewrite")
                : dense;
            return (graph, rule.Run(() => tapping.Taps(graph, dense), "Taps"));
        });
        rule.Require(
            taps.Count > 0,
            "it taps no layer of this generator.",
            "Choose layers of the graph, or refuse a generator that has none with a UserException."
        );
        TermRun.RequireTaps(
            rule,
            taps,
            graph,
            dense,
            "Choose the names from the graphs that Taps is given. They are those of the kit; override Generator for "
                + "a term that needs layers of another one."
        );
    }

    private FeatureShape OutputShape(NetworkGraph graph) => graph.Shapes(ImageSize)[graph.Output.Name];

    private void CheckClaim(Rule rule)
    {
        using var run = Begin(rule);
        if (run.Term is not IClaimsParameters claiming)
        {
            return;
        }

        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            if (rule.Run(() => claiming.Claim(run.Generator, phase), "Claim") is not { } claim)
            {
                continue;
            }

            var names = claim.Parameters;
            string[] unknown = [.. names.Except(run.Generator.Trained().Select(static entry => entry.Name))];
            rule.Require(
                unknown.Length == 0,
                $"{Tensors.List(unknown)} is no trained parameter.",
                "Take the names from generator.Trained(…)."
            );
            rule.Require(
                names.Count > 0 && names.Distinct().Count() == names.Count,
                $"it claims {names.Count} parameters, some of them twice or none at all.",
                "Name each parameter once, and return null where there is none."
            );
            rule.Require(
                double.IsFinite(claim.Optimizer.LearningRate) && claim.Optimizer.LearningRate > 0,
                $"its learning rate is {claim.Optimizer.LearningRate}.",
                "Give a rate above 0."
            );
            rule.Require(
                rule.Run(() => claiming.Claim(run.Generator, phase), "a second Claim")?.Parameters.SequenceEqual(names)
                    == true,
                "a second call gives other names.",
                "Let the claim depend on the network alone."
            );
        }
    }
}
