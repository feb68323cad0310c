using GsFramework.Core.Configuration;
using GsFramework.Losses;
using GsFramework.Parts;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Core.Configuration;

public class BindingTests
{
    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var options = Configured.Bind("{}");

        Assert.Equal(new RunOptions().Training, options.Training);
        Assert.Equal(2e-4, options.Training.FineTune.LearningRate);
        Assert.Empty(options.Objective.Terms);
    }

    [Fact]
    public void Comments_trailing_commas_and_a_schema_are_fine() =>
        Assert.Equal(
            7,
            Configured
                .Bind(
                    """
                    {
                      // The seed.
                      "$schema": "gs.schema.json",
                      "seed": 7, /* lucky */
                    }
                    """
                )
                .Seed
        );

    [Fact]
    public void Options_of_every_form_are_bound()
    {
        using var folder = new Folder();
        File.WriteAllText(folder["weights"], "");

        var sample = Configured
            .BindIn(
                folder,
                Configured.Term(
                    """
                    {
                      "weight": 1e-3, "bits": 4, "signed": true, "limit": 5000000000, "profile": "Full-Precision",
                      "distance": { "kind": "perceptual", "scale": 3, "inner": "mse" },
                      "levels": [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2], "layers": { "model.1": 0.5 }, "range": { "low": 0.5 },
                      "file": "weights",
                    }
                    """
                )
            )
            .Sample();

        Assert.Equal(1e-3, sample.Weight);
        Assert.Equal(4, sample.Bits);
        Assert.True(sample.Signed);
        Assert.Equal(5_000_000_000, sample.Limit);
        Assert.Equal(SampleProfile.FullPrecision, sample.Profile);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2], sample.Levels);
        Assert.Equal(0.5, sample.Layers["model.1"]);
        Assert.Equal(new SampleRange { Low = 0.5, High = 0.25 }, sample.Range);
        Assert.Equal(folder["weights"], sample.File);
        var distance = Assert.IsType<SampleDistanceOptions>(sample.Distance.Options);
        Assert.Equal(3, distance.Scale);
        Assert.Equal(new PartSelection<IImageDistance>("mse", new NoOptions()), distance.Inner);
    }

    [Theory]
    [InlineData("\"perceptual\"", 2.0)]
    [InlineData("{ \"kind\": \"Perceptual\" }", 2.0)]
    [InlineData("{ \"kind\": \"perceptual\", \"scale\": 5 }", 5.0)]
    public void A_part_is_selected_by_its_name_or_by_an_object(string distance, double scale)
    {
        var selection = Configured.Bind(Configured.Term($$"""{ "distance": {{distance}} }""")).Sample().Distance;

        Assert.Equal("perceptual", selection.Kind);
        Assert.Equal(scale, Assert.IsType<SampleDistanceOptions>(selection.Options).Scale);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("true", true)]
    [InlineData("{ \"enabled\": true, \"bits\": 3 }", true)]
    [InlineData("{ \"enabled\": false, \"bits\": 3 }", false)]
    [InlineData("false", false)]
    [InlineData("null", false)]
    public void A_term_is_on_unless_it_is_turned_off(string term, bool isOn) =>
        Assert.Equal(isOn, Configured.Bind(Configured.Term(term)).Objective.Terms.ContainsKey("sample"));

    [Fact]
    public void A_term_that_is_off_is_checked_all_the_same() =>
        Assert.Equal(
            ["objective.terms.sample.bits: 1 is out of range; expected a whole number from 2 to 8"],
            Configured.Faults(Configured.Term("""{ "enabled": false, "bits": 1 }"""))
        );

    [Fact]
    public void The_options_of_one_run_do_not_reach_the_next()
    {
        Configured.Bind("""{ "training": { "fineTune": { "steps": 3 } }, "objective": { "gan": { "weight": 9 } } }""");

        var options = Configured.Bind("{}");

        Assert.Equal(1000, options.Training.FineTune.Steps);
        Assert.Equal(1, options.Objective.Gan.Weight);
    }

    [Fact]
    public void An_empty_list_replaces_the_default() =>
        Assert.Empty(Configured.Bind(Configured.Term("""{ "levels": [] }""")).Sample().Levels);
}
