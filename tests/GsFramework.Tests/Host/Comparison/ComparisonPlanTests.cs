using GsFramework.Core.Configuration;
using GsFramework.Host.Comparison;

namespace GsFramework.Tests.Host.Comparison;

public class ComparisonPlanTests
{
    [Fact]
    public void A_whole_table_with_the_first_seed_comes_first()
    {
        var plan = Plan(
            new()
            {
                Methods = ["gs-32", "gd", "qat"],
                Ratios = [4, 10],
                Seeds = [7, 8],
            }
        );

        Assert.Equal(
            [
                "gs-32-4x-s7",
                "gd-4x-s7",
                "qat-s7",
                "gs-32-10x-s7",
                "gd-10x-s7",
                "gs-32-4x-s8",
                "gd-4x-s8",
                "qat-s8",
                "gs-32-10x-s8",
                "gd-10x-s8",
            ],
            plan.Select(static run => run.Name)
        );
        Assert.Null(plan[2].Ratio);
        Assert.Contains("seed=7", plan[0].Settings);
        Assert.Contains("threads=2", plan[0].Settings);
    }

    [Fact]
    public void A_method_comes_after_the_one_that_it_begins_with_which_is_not_run_twice()
    {
        var plan = Plan(
            new()
            {
                Methods = ["gs-32-ptq", "gs-32", "pruning-then-distillation"],
                Ratios = [4],
                Seeds = [1],
            }
        );

        Assert.Equal(
            ["gs-32-4x-s1", "gs-32-ptq-4x-s1", "pruning-first-half-4x-s1", "pruning-then-distillation-4x-s1"],
            plan.Select(static run => run.Name)
        );
        Assert.Equal([true, true, false, true], plan.Select(static run => run.IsListed));
        Assert.Equal($"model:start={Path.Combine("there", "runs", "gs-32-4x-s1", "model")}", plan[1].Settings[^1]);
        Assert.Same(plan[2], plan[3].From);
    }

    [Fact]
    public void Methods_of_two_stages_share_the_budget()
    {
        var plan = Plan(
            new()
            {
                Methods = ["gs-32", "pruning-then-distillation"],
                Ratios = [4],
                Seeds = [1],
            }
        );

        Assert.DoesNotContain(plan[0].Settings, static setting =>
            setting.StartsWith("training:budget", StringComparison.Ordinal)
        );
        Assert.All(plan.Skip(1), static run => Assert.Contains("training:budget:updates=450", run.Settings));
    }

    [Fact]
    public void A_smoke_run_has_one_seed_and_its_own_settings()
    {
        var plan = Plan(new() { Methods = ["gs-32", "cec"], Seeds = [4, 5] }, smoke: true);

        Assert.Equal(["gs-32-4x-s4", "cec-4x-s4"], plan.Select(static run => run.Name));
        Assert.Contains("method:generations=1", plan[1].Settings);
    }

    [Fact]
    public void A_circle_and_a_reference_that_is_not_compared_are_refused()
    {
        var circle = new Dictionary<string, MethodDefinition>
        {
            ["a"] = new() { From = "b" },
            ["b"] = new() { From = "a" },
        };

        Assert.Contains(
            "leads back",
            Assert
                .Throws<UserException>(() =>
                    Plan(
                        new()
                        {
                            Methods = ["a"],
                            Define = circle,
                            Reference = "a",
                        }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "comparison.reference",
            Assert.Throws<UserException>(() => Plan(new() { Methods = ["gd"] })).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_method_without_a_ratio_cannot_begin_with_one_that_has_it_but_the_other_way_round()
    {
        var define = new Dictionary<string, MethodDefinition>
        {
            ["late"] = new() { From = "gs-32", HasRatio = false },
            ["rounded-first"] = new() { Base = "gs-32", From = "qat" },
        };

        var fault = Assert.Throws<UserException>(() => Plan(new() { Methods = ["gs-32", "late"], Define = define }));
        var plan = Plan(
            new()
            {
                Methods = ["gs-32", "qat", "rounded-first"],
                Define = define,
                Ratios = [4, 10],
                Seeds = [1],
            }
        );

        Assert.Contains(
            "comparison.define.late.hasRatio is false, but 'gs-32'",
            fault.Message,
            StringComparison.Ordinal
        );
        Assert.Single(plan, static run => run.Method.Name == "qat");
    }

    private static IReadOnlyList<PlannedRun> Plan(ComparisonOptions comparison, bool smoke = false)
    {
        var options = new RunOptions { Name = "test", Comparison = comparison };
        options = options with { Training = options.Training with { Budget = new BudgetOptions { Updates = 900 } } };
        return ComparisonPlan.Of(options, "there", threads: 2, smoke);
    }
}
