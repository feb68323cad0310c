using GsFramework.Core.Configuration;

namespace GsFramework.Tests.Core.Configuration;

public class SweepOptionTests
{
    [Fact]
    public void Keys_are_paths_with_colons_or_dots_and_values_are_what_was_written()
    {
        var keys = Configured
            .Bind(
                """
                {
                  "sweep": {
                    "keys": {
                      "objective:terms:sample:weight": { "values": [5, 1e-3, "auto", true] },
                      "training.slim.learningRate": { "from": 1e-5, "to": 0.01, "scale": "log", "steps": 4 }
                    }
                  }
                }
                """
            )
            .Sweep.Keys;

        Assert.Equal(["objective.terms.sample.weight", "training.slim.learningRate"], keys.Keys.Order());
        Assert.Equal(
            ["5", "1e-3", "auto", "true"],
            keys["objective.terms.sample.weight"].Values!.Select(static value => value.Text)
        );
        Assert.Equal(RangeScale.Log, keys["training.slim.learningRate"].Scale);
    }

    [Fact]
    public void The_written_configuration_is_read_as_the_same_again()
    {
        var options = Configured.Bind(
            Sweep(
                """
                "search": "tpe",
                "keys": { "training.slim.steps": { "values": [7, 1e-3, "05", "auto", true, "null"] } },
                "halving": { "rungs": [10, 20] },
                "goals": ["mine"],
                "directions": { "mine": "maximize" }
                """
            )
        );

        var written = ResolvedConfiguration.ToJson(options);
        var again = Configured.Bind(written).Sweep;

        Assert.Contains("true,", written, StringComparison.Ordinal);
        Assert.Contains("\"05\",", written, StringComparison.Ordinal);
        Assert.Equal(written, ResolvedConfiguration.ToJson(options with { Sweep = again }));
        Assert.Equal(
            ["7", "1e-3", "05", "auto", "true", "null"],
            again.Keys["training.slim.steps"].Values!.Select(static value => value.Text)
        );
    }

    [Theory]
    [InlineData("""{ "values": [] }""", "values: give one value at least.")]
    [InlineData("""{ "values": [1, "a", 1.0] }""", "values: 1 is there twice.")]
    [InlineData("""{ "values": [null] }""", "values[0]: expected a number, word, true or false, found null")]
    [InlineData("""{ "values": [1], "from": 1 }""", "from: belongs to a range; with 'values' leave it out.")]
    [InlineData("""{ "values": [1], "integer": true }""", "integer: belongs to a range; with 'values' leave it out.")]
    [InlineData("{}", "from: give 'values', or a range by 'from' and 'to'.")]
    [InlineData("""{ "from": 1 }""", "to: give 'values', or a range by 'from' and 'to'.")]
    [InlineData("""{ "from": 2, "to": 2, "steps": 3 }""", "from: 2 must be less than 'to', 2.")]
    [InlineData(
        """{ "from": 0, "to": 2, "steps": 3, "scale": "log" }""",
        "from: 0 has no logarithm; a log scale begins above 0."
    )]
    [InlineData(
        """{ "from": 1, "to": 2, "steps": 3, "scale": "lgo" }""",
        "scale: expected one of linear, log, found 'lgo'; did you mean 'log'?"
    )]
    [InlineData("""{ "from": 1.5, "to": 3, "integer": true }""", "from: 1.5 is no whole number of an integer range.")]
    [InlineData(
        """{ "from": 1, "to": 3, "integer": true, "steps": 4 }""",
        "steps: there are only 3 whole numbers in the range."
    )]
    [InlineData(
        """{ "from": 1, "to": 3, "steps": 1 }""",
        "steps: 1 is out of range; expected a whole number from 2 to 100000"
    )]
    [InlineData("""{ "vaules": [1] }""", "vaules: unknown key; did you mean 'values'?")]
    public void A_key_has_values_or_a_range(string key, string fault) =>
        Assert.StartsWith(
            $"sweep.keys.training.slim.steps.{fault}",
            Configured.Faults(Sweep($$""" "keys": { "training:slim:steps": {{key}} } """))[0],
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        """ "keys": { "training.slim.learningRate": { "from": 0.1, "to": 1 } } """,
        "keys: training.slim.learningRate: a grid needs the number of 'steps' from 'from' to 'to'."
    )]
    [InlineData(
        """ "keys": { "evaluation:limit": { "values": [1] } } """,
        "keys: evaluation.limit: 'evaluation' is the same for all runs of a sweep. Set it in the configuration."
    )]
    [InlineData(
        """ "keys": { "training.budget": { "values": ["null"] }, "training.budget.updates": { "values": [1] } } """,
        "keys: training.budget.updates stands below training.budget, which varies too. Keep one of them."
    )]
    [InlineData(
        """ "search": "tep" """,
        "search: expected one of grid, random, tpe, found 'tep'; did you mean 'tpe'?"
    )]
    [InlineData(""" "runs": 0 """, "runs: 0 is out of range; expected a whole number from 1 to 1000000")]
    [InlineData(""" "goals": [] """, "goals: name one score or cost at least.")]
    [InlineData(""" "goals": ["macs", "l1-teacher", "macs"] """, "goals: macs is there twice.")]
    [InlineData(
        """ "goals": ["macs"], "directions": { "mcas": "minimize" } """,
        "directions: 'mcas' is no goal; did you mean 'macs'? There are: macs."
    )]
    [InlineData(
        """ "directions": { "l1-teacher": "down" } """,
        "directions.l1-teacher: expected one of minimize, maximize, found 'down'"
    )]
    [InlineData(
        """ "halving": {} """,
        "halving.rungs: set exactly one of rungs and minimum; neither is set."
    )]
    [InlineData(
        """ "halving": { "rungs": [10], "minimum": 3 } """,
        "halving.rungs: set exactly one of rungs and minimum; both are set."
    )]
    [InlineData(""" "halving": { "rungs": [] } """, "halving.rungs: give one rung at least.")]
    [InlineData(
        """ "halving": { "rungs": [10, 30, 30] } """,
        "halving.rungs: must rise, but 30 comes after 30."
    )]
    [InlineData(
        """ "halving": { "reduction": 1, "minimum": 3 } """,
        "halving.reduction: 1 is out of range; expected a whole number from 2 to 1000"
    )]
    [InlineData(""" "tpe": { "gamma": 1 } """, "tpe.gamma: 1 is out of range; expected a number above 0 to below 1")]
    public void Faults_of_a_sweep_are_found_before_it_begins(string sweep, string fault) =>
        Assert.Equal([$"sweep.{fault}"], Configured.Faults(Sweep(sweep)));

    [Fact]
    public void A_key_that_is_written_in_both_ways_is_there_twice()
    {
        var fault = Assert.Throws<UserException>(() =>
            Configured.Bind(Sweep(""" "keys": { "training:slim:steps": {}, "training.slim.steps": {} } """))
        );

        Assert.EndsWith(
            "sweep.keys.training.slim.steps is there twice. Keep one of them.",
            fault.Message,
            StringComparison.Ordinal
        );
    }

    private static string Sweep(string content) => $$"""{ "sweep": { {{content}} } }""";
}
