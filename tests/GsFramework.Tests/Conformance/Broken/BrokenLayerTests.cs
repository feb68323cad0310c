using Autofac;
using GsFramework.Graph;
using GsFramework.Parts;
using GsFramework.Testing;

namespace GsFramework.Tests.Conformance.Broken;

/// <summary>For each rule of layers, a layer that breaks it.</summary>
public class BrokenLayerTests
{
    [Theory]
    [InlineData(Oddity.Shape, "foretells 4x9x10", "Its_output_has_the_shape_that_it_foretells")]
    [InlineData(Oddity.Cost, "it says 100 multiply-accumulates, and 0 are counted", "It_costs_what_it_multiplies")]
    [InlineData(
        Oddity.Labels,
        "bears the label of another one",
        "Its_channels_pass_as_it_says",
        "Its_constants_are_constant",
        "It_is_pruned_exactly"
    )]
    [InlineData(Oddity.Constants, "at every pixel", "Its_constants_are_constant", "It_is_pruned_exactly")]
    [InlineData(Oddity.Onnx, "the ONNX file and the network differ by", "Its_onnx_nodes_compute_its_forward_pass")]
    [InlineData(
        Oddity.Unread,
        "never reads 'bias'",
        "It_owns_the_tensors_that_it_reads",
        "Its_output_can_be_differentiated"
    )]
    [InlineData(Oddity.Batch, "alone and in a batch", "Each_image_is_computed_on_its_own")]
    [InlineData(Oddity.Detached, "the output has no gradient", "Its_output_can_be_differentiated")]
    [InlineData(Oddity.Leak, "5 tensors more than before", "Its_passes_leave_no_tensor_behind")]
    [InlineData(Oddity.Hidden, "was written", "It_survives_graph_json")]
    [InlineData(
        Oddity.Throws,
        "Forward threw InvalidOperationException: Out of ideas.",
        "Its_output_has_the_shape_that_it_foretells"
    )]
    [InlineData(Oddity.Rows, "in bands of 1 rows", "Bands_of_rows_give_what_the_whole_image_gives")]
    [InlineData(Oddity.Axes, "threw", "It_is_pruned_exactly")]
    public void A_layer_that_breaks_a_rule_is_told_which(Oddity oddity, string found, params string[] facts) =>
        Facts.Fail(() => new Kit<OddModule>(oddity), found, facts);

    [Fact]
    public void A_layer_that_breaks_no_rule_passes() => Facts.Pass(static () => new Kit<OddModule>(Oddity.None));

    [Fact]
    public void A_kind_that_is_not_registered_is_told_how_to_be() =>
        Facts.Fail(
            static () => new Kit<NoPlugin>(Oddity.None),
            """builder.RegisterLayerKind<OddLayer>()""",
            "It_survives_graph_json"
        );

#pragma warning disable xUnit1000 // Not to be found by the runner: these are to fail.
    private sealed class Kit<TModule>(Oddity oddity) : LayerConformance<TModule>
        where TModule : Autofac.Module, new()
    {
        protected override IReadOnlyList<Layer> Layers => [OddLayer.Of(oddity)];
    }
#pragma warning restore xUnit1000
}

public sealed class OddModule : Autofac.Module
{
    protected override void Load(ContainerBuilder builder) => builder.RegisterLayerKind<OddLayer>();
}
