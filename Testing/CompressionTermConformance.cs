using GsFramework.Graph;
using GsFramework.Terms;
using GsFramework.Testing.Kit;
using Xunit;
using static TorchSharp.torch;

namespace GsFramework.Testing;

/// <summary>The rules for a compression term.</summary>
/// <typeparam name="TModule">The plugin's module.</typeparam>
/// <example>
/// <code>
/// public sealed class EdgeTermTests : CompressionTermConformance&lt;EdgeModule&gt;
/// {
///     protected override string Key =&gt; "edges";
///
///     protected override string Options =&gt; """{ "weight": 5 }""";
/// }
/// </code>
/// </example>
public abstract partial class CompressionTermConformance<TModule> : PartConformance<TModule, ICompressionTerm>
    where TModule : Autofac.Module, new()
{
    /// <summary>The dense generator; one of a few channels with a residual block, unless the term needs another.</summary>
    protected virtual NetworkGraph Generator => Samples.Generator();

    /// <summary>
    /// Whether the loss must have a gradient with respect to a parameter of the generator. By default to every kernel that has
    /// an influence on the output, or on the layers that the term taps.
    /// </summary>
    /// <param name="generator">The generator, as the term has rewritten it.</param>
    /// <param name="node">The parameter's layer.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="watched">The output and the tapped layers.</param>
    protected virtual bool Reaches(
        NetworkGraph generator, GraphNode node, LayerParameter parameter, IReadOnlyCollection<string> watched) =>
        parameter.Role == ParameterRole.Weight && Upstream(generator, watched).Contains(node.Name);

    /// <summary>The name is the key, since the host puts it before the term's values, and the weight is a number, 0 or more.</summary>
    [Fact]
    public void Its_name_is_its_key_and_its_weight_is_not_negative()
    {
        var rule = Rule();
        var term = Create(rule);
        rule.Require(term.Name == Key, $"Name is '{term.Name}'.", $"Return \"{Key}\", the key under which it is registered.");
        rule.Require(
            double.IsFinite(term.Weight) && term.Weight >= 0, $"Weight is {term.Weight}.", "Return the option of that name; [Range(0, 1e6)] keeps it positive.");
    }

    /// <summary>In both phases the loss is null, or one finite fp32 number on the images' device that depends on the generator.</summary>
    [Fact]
    public void Its_loss_is_a_finite_differentiable_scalar()
    {
        var rule = Rule();
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule);
            var context = run.Context(phase: phase);
            var loss = Loss(rule, run, context);
            if (loss is null)
            {
                rule.Require(
                    run.Term is IRewritesGenerator or IPreparesGenerator or IClaimsParameters or IActsAfterStep,
                    $"the loss in the phase {phase} is null, and the term has no capability by which it could act.",
                    "Return a loss, or implement the interface of GsFramework.Terms that says what the term does instead.");
                continue;
            }

            rule.Require(
                loss.numel() == 1, $"the loss is [{string.Join(", ", loss.shape)}].", "Reduce it to one number, with .mean() over images, channels and pixels.");
            rule.Require(loss.dtype == ScalarType.Float32, $"the loss is of the type {loss.dtype}.", "Compute in fp32, or end with .to(float32).");
            rule.Require(
                loss.device.type == context.Output.device.type && loss.device.index == context.Output.device.index,
                $"the loss is on {loss.device}, the images on {context.Output.device}.",
                "Create constants with device: step.Output.device.");
            rule.Require(Tensors.AreFinite(loss), $"the loss is {loss.item<float>()}.", "Keep divisions, roots and logarithms away from 0, by adding a small ε inside.");
            rule.Require(
                loss.requires_grad,
                "the loss has no gradient: it is cut off from the generator.",
                "Compute it from step.Output, step.Features or step.Generator.Tensors with tensor operations; not within no_grad(), not from .detach() or .item().");
        }
    }

    /// <summary>A run begins with a student that equals the teacher: there, too, loss and gradients are numbers.</summary>
    [Fact]
    public void Its_gradient_is_finite_where_the_student_equals_the_teacher()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var run = Begin(rule, equal: true);
        if (Loss(rule, run, run.Context()) is not { requires_grad: true } loss)
        {
            return;
        }

        rule.Require(Tensors.AreFinite(loss), "the loss is NaN or infinite.", "Keep divisions, roots and logarithms away from 0.");
        Backward(rule, loss);
        string[] bad = [.. run.Generator.Trained().Where(static entry => Tensors.Gradient(entry.Parameter) is { } gradient && !Tensors.AreFinite(gradient))
            .Select(static entry => entry.Name)];
        rule.Require(
            bad.Length == 0,
            $"the gradient of {Tensors.List(bad)} is NaN or infinite.",
            "A root, a norm or a division has no derivative at 0: add a small ε inside, such as (x.square().sum() + 1e-12).sqrt().");
    }

    /// <summary>The gradients arrive at the parameters that <see cref="Reaches"/> names.</summary>
    [Fact]
    public void Its_gradients_reach_the_parameters_that_they_should()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        if (Loss(rule, run, run.Context()) is not { requires_grad: true } loss)
        {
            return;
        }

        Backward(rule, loss);
        var graph = run.Generator.Graph;
        string[] watched = [.. run.Term is ITapsLayers tapping ? tapping.Taps(graph) : [graph.Output.Name]];
        var parameters = run.Generator.Trained().ToDictionary(static entry => entry.Name, static entry => entry.Parameter);
        string[] missed = [.. graph.Parameters()
            .Where(entry => parameters.ContainsKey(entry.Name) && Reaches(graph, entry.Node, entry.Parameter, watched))
            .Where(entry => Tensors.Gradient(parameters[entry.Name]) is not { } gradient || Tensors.Largest(gradient) == 0)
            .Select(static entry => entry.Name)];
        rule.Require(
            missed.Length == 0,
            $"no gradient reaches {Tensors.List(missed)}.",
            "Do not detach on the way from step.Output to the loss. A term that is not meant to train all kernels overrides Reaches in its test.");
    }

    /// <summary>
    /// The teacher, its discriminator, the images and the generator's weights are as before when the loss has been computed and
    /// differentiated, and none of them has a gradient that it had not.
    /// </summary>
    [Fact]
    public void Its_loss_changes_nothing()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        var context = run.Context();
        var frozen = Frozen(run, context).ToArray();
        var weights = Prefixed("the generator's ", run.Generator).ToArray();
        var before = Tensors.Bits([.. frozen, .. weights]);
        var needed = run.Generator.Trained().ToDictionary(static entry => entry.Name, static entry => entry.Parameter.requires_grad);
        var mode = (run.Generator.training, run.Generator.Observing, run.Generator.Quantizing);

        if (Loss(rule, run, context) is { requires_grad: true } loss)
        {
            Backward(rule, loss);
        }

        var changed = Tensors.Changed(before, Tensors.Bits([.. frozen, .. weights]));
        rule.Require(
            changed.Length == 0,
            $"{string.Join(", ", changed.Take(5))} changed in Loss.",
            "Do not use operations in place (those that end with _) on what the step brings: write x.abs(), not x.abs_(). Weights are changed in IActsAfterStep.AfterStep.");
        string[] trained = [.. frozen.Where(static entry => entry.Value.requires_grad || Tensors.Gradient(entry.Value) is not null).Select(static entry => entry.Key)];
        rule.Require(
            trained.Length == 0,
            $"{string.Join(", ", trained.Take(5))} got a gradient.",
            "The teacher, its discriminator and the images are not trained: leave requires_grad as it is, and compute their features within no_grad().");
        rule.Require(
            run.Generator.Trained().All(entry => entry.Parameter.requires_grad == needed[entry.Name]) && is_grad_enabled()
            && (run.Generator.training, run.Generator.Observing, run.Generator.Quantizing) == mode,
            "Loss switched gradients, training mode or quantisers on or off, and left it so.",
            "Open no_grad() with 'using', and leave train(), eval(), RequireGradients, Observing and Quantizing alone in Loss.");
    }

    /// <summary>Two runs of the same options, weights and images are equal to the last bit, whatever other code draws.</summary>
    [Fact]
    public void The_same_run_again_gives_the_same()
    {
        var rule = Rule();
        var (first, firstWeights) = Train(rule);
        using (rand(3))
        {
            // The global generator stands elsewhere now.
        }

        var (second, secondWeights) = Train(rule);
        var mend = "Draw random numbers from a Generator of your own that is seeded with a constant and step.Step: the global one and new Random() "
            + "are not what they were when 'gs resume' continues. Do not depend on the time or on the order of a hash table.";
        foreach (var (step, (one, other)) in first.Zip(second).Index())
        {
            rule.Require(Same(one, other), $"step {step} gave {Show(one)}, and in a second run {Show(other)}.", mend);
        }

        var changed = Tensors.Changed(firstWeights, secondWeights);
        rule.Require(changed.Length == 0, $"after {first.Count} steps {Tensors.List(changed)} differ from those of a second run.", mend);
    }

    /// <summary>The loss is a mean over images, so that a weight means the same for every batch size.</summary>
    [Fact]
    public void Its_loss_does_not_depend_on_the_size_of_the_batch()
    {
        var rule = Rule();
        using var scope = NewDisposeScope();
        using var run = Begin(rule);
        var once = Number(Loss(rule, run, run.Context()));
        using var again = Begin(rule);
        var thrice = Number(Loss(rule, again, again.Context(copies: 3)));
        rule.Require(
            once is null == thrice is null && Math.Abs((once - thrice) ?? 0) <= 1e-4 * Math.Max(Math.Abs(once ?? 0), 1e-6),
            $"the loss is {once} for a batch of images, and {thrice} when each of them is in the batch three times.",
            "Average over the batch: .mean(), not .sum(), and no statistics that run over several images.");
    }

    /// <summary>The number of living tensors does not grow from step to step.</summary>
    [Fact]
    public void Its_steps_leave_no_tensor_behind()
    {
        var rule = Rule();
        using var run = Begin(rule);
        using var objective = Objective(rule, run);
        Tensors.LeaveNone(rule, step => Step(rule, run, objective, step), "training a step");
    }

    /// <summary>What the term reports are numbers under names that do not change.</summary>
    [Fact]
    public void Its_values_are_finite_and_keep_their_names()
    {
        var rule = Rule();
        using var run = Begin(rule);
        if (run.Term is not IReportsValues reporting)
        {
            return;
        }

        using var objective = Objective(rule, run);
        string[]? names = null;
        for (var step = 0; step < 4; step++)
        {
            Step(rule, run, objective, step);
            var values = rule.Run(() => reporting.Values.ToArray(), "Values");
            string[] now = [.. values.Select(static value => value.Key)];
            rule.Require(
                now.Distinct().Count() == now.Length && now.All(static name => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')),
                $"the values of step {step} are called {Tensors.List(now)}.",
                "Use a short name of ASCII letters and digits for each, such as 'sparsity': they are columns of metrics.csv.");
            rule.Require(
                names is null || names.SequenceEqual(now),
                $"the values of step {step} are called {Tensors.List(now)}, those of the step before {Tensors.List(names ?? [])}.",
                "Report the same values in every step of a phase, in the same order.");
            var bad = values.Where(static value => !double.IsFinite(value.Value)).Select(static value => $"{value.Key} = {value.Value}").ToArray();
            rule.Require(bad.Length == 0, $"in step {step}, {string.Join(", ", bad)}.", "Report numbers; leave a value out of all steps when it does not exist.");
            names = now;
        }
    }

    /// <summary>A run that was interrupted goes on as if it had not been.</summary>
    [Fact]
    public void A_resumed_run_takes_the_same_next_step()
    {
        const int Done = 3;
        var rule = Rule();
        foreach (var phase in Enum.GetValues<TrainingPhase>())
        {
            using var scope = NewDisposeScope();
            using var run = Begin(rule);
            using var objective = Objective(rule, run, phase);
            for (var step = 0; step < Done; step++)
            {
                Step(rule, run, objective, step);
            }

            using var weights = run.Generator.CopyWeights();
            var moments = objective.State().ToDictionary(static entry => entry.Key, static entry => entry.Value.clone());
            var state = (run.Term as IKeepsState)?.State.ToDictionary();
            using var resumed = Begin(rule, prepare: false);
            using var continued = Objective(rule, resumed, phase);
            resumed.Generator.LoadWeights(weights);
            (resumed.Generator.Observing, resumed.Generator.Quantizing) = (run.Generator.Observing, run.Generator.Quantizing);
            continued.Load(moments);
            if (resumed.Term is IKeepsState keeper)
            {
                rule.Run(() => keeper.State = state!, "setting State");
            }

            var expected = Step(rule, run, objective, Done);
            var actual = Step(rule, resumed, continued, Done);
            rule.Require(
                Same(expected, actual) && Tensors.Changed(Tensors.Bits(run.Generator.Tensors), Tensors.Bits(resumed.Generator.Tensors)).Length == 0,
                $"step {Done} of the phase {phase} gives {Show(expected)} in a run that goes on, and {Show(actual)} in one that was resumed.",
                "Implement IKeepsState and put every number in it that the next step depends on; make all else a function of step.Step and of the weights.");
        }
    }

    /// <summary>What the term wants to train itself are trained parameters of the generator, the same each time.</summary>
    [Fact]
    public void Its_claim_names_parameters_of_the_generator()
    {
        var rule = Rule();
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
            rule.Require(unknown.Length == 0, $"{Tensors.List(unknown)} is no trained parameter.", "Take the names from generator.Trained(…).");
            rule.Require(
                names.Count > 0 && names.Distinct().Count() == names.Count, $"it claims {names.Count} parameters, some of them twice or none at all.",
                "Name each parameter once, and return null where there is none.");
            rule.Require(
                double.IsFinite(claim.Optimizer.LearningRate) && claim.Optimizer.LearningRate > 0,
                $"its learning rate is {claim.Optimizer.LearningRate}.", "Give a rate above 0.");
            rule.Require(
                claiming.Claim(run.Generator, phase)!.Parameters.SequenceEqual(names), "a second call gives other names.", "Let the claim depend on the network alone.");
        }
    }

    /// <summary>A rewritten generator is one: same images in and out, same layers where they stay, and rewriting it again changes nothing.</summary>
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
        var (from, to) = (OutputShape(dense), rule.Run(() => OutputShape(graph), "asking the rewritten generator for its shapes"));
        rule.Require(
            graph.InputChannels == dense.InputChannels && from == to,
            $"the generator made {from} of {dense.InputChannels} channels, the rewritten one makes {to} of {graph.InputChannels}.",
            "Add, wrap or replace layers, but leave what goes in and comes out.");
        string[] reshaped = [.. from before in dense.Parameters()
                                join after in graph.Parameters() on before.Name equals after.Name
                                where !before.Parameter.Shape.SequenceEqual(after.Parameter.Shape)
                                select before.Name];
        string[] lost = [.. dense.Parameters().Select(static entry => entry.Name).Except(graph.Parameters().Select(static entry => entry.Name))];
        rule.Require(
            reshaped.Length == 0 && lost.Length == 0,
            $"{Tensors.List([.. reshaped, .. lost])} is gone or has another shape.",
            "Keep the names of layers that stay, and their tensors: the weights of the teacher go into them.");
        var text = GraphJson.Write(graph);
        rule.Require(
            GraphJson.Write(rule.Run(() => rewriter.Rewrite(graph), "Rewrite of the rewritten generator")) == text,
            "rewriting the rewritten generator changes it once more.",
            "Return the generator as it is where it has been rewritten already: fine-tuning rewrites what slimming left.");
        rule.Require(
            GraphJson.Write(rule.Run(() => GraphJson.Read(text, Bench(rule).Catalog.LayerKinds), "reading its graph.json")) == text,
            "its graph.json gives another network.",
            "Register layer kinds of your own with builder.RegisterLayerKind; see LayerConformance.");
    }

    /// <summary>The layers that the term taps are in the generator and in the teacher.</summary>
    [Fact]
    public void The_layers_that_it_taps_are_there()
    {
        var rule = Rule();
        var term = Create(rule);
        if (term is not ITapsLayers tapping)
        {
            return;
        }

        var dense = Generator;
        var graph = term is IRewritesGenerator rewriter ? rewriter.Rewrite(dense) : dense;
        var taps = rule.Run(() => tapping.Taps(graph), "Taps");
        rule.Require(taps.Count > 0, "it taps no layer of this generator.", "Choose layers of the graph, or refuse a generator that has none with a UserException.");
        string[] absent = [.. taps.Where(tap => !graph.Contains(tap) || !dense.Contains(tap))];
        rule.Require(
            absent.Length == 0, $"{Tensors.List(absent)} is not in both, the generator and the teacher.", "Choose the names from the graph that Taps is given.");
    }

    // What is no scalar is another rule's.
    private static double? Number(Tensor? loss) => loss?.detach().to(float64).mean().item<double>();

    private static HashSet<string> Upstream(NetworkGraph graph, IReadOnlyCollection<string> watched)
    {
        var names = new HashSet<string>(watched);
        foreach (var node in graph.Nodes.Reverse().Where(node => names.Contains(node.Name)))
        {
            names.UnionWith(node.Inputs);
        }

        return names;
    }

    private FeatureShape OutputShape(NetworkGraph graph) => graph.Shapes(ImageSize.Height, ImageSize.Width)[graph.Output.Name];
}
