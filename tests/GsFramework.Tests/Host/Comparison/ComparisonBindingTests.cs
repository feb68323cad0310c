using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Configuration;
using GsFramework.Host.Commands;
using GsFramework.Host.Comparison;
using GsFramework.Host.Launching;
using GsFramework.Tests.Core.Composition;
using GsFramework.Tests.Host.Pipeline;
using Serilog.Core;

namespace GsFramework.Tests.Host.Comparison;

/// <summary>Runs of one method and ratio are bound together, which changes no letter of what each is planned
/// with.</summary>
public sealed class ComparisonBindingTests : IDisposable
{
    private readonly TinyProject _project = new();
    private readonly PluginCatalog _catalog = PluginCatalog.Load(
        [PluginSearch.BuiltIn, FixturePlugins.Folder("Pipeline")],
        Logger.None
    );

    public void Dispose()
    {
        _catalog.Dispose();
        _project.Dispose();
    }

    [Theory]
    [InlineData(false, "methods:0=gs-32", "methods:1=gs-8", "methods:2=gd", "seeds:0=0", "seeds:1=2147483647")]
    [InlineData(false, "methods:0=gs-32", "methods:1=qat", "methods:2=uniform-width", "ratios:0=4", "ratios:1=2.5")]
    [InlineData(false, "methods:0=gs-32", "methods:1=gs-32-ptq", "methods:2=pruning-then-distillation")]
    [InlineData(false, "methods:0=distillation-then-pruning", "methods:1=gs-32", "ratios:0=3", "ratios:1=1.5")]
    [InlineData(
        false,
        "methods:0=gs-32",
        "methods:1=mine",
        "ratios:0=2",
        "ratios:1=10",
        "define:mine:base=gs-8",
        "define:mine:set:0=objective:terms:distillation:weight=7",
        "define:mine:setAt:10x:0=training:slim:steps=2",
        "define:gs-32:set:0=model:studentMacRatio=1.5"
    )]
    [InlineData(
        true,
        "methods:0=gs-32",
        "methods:1=mine",
        "ratios:0=2",
        "ratios:1=10",
        "define:mine:from=gs-32",
        "define:mine:budgetShare=0.5",
        "define:mine:smoke:0=training:slim:steps=2",
        "define:mine:smoke:1=seed=9"
    )]
    [InlineData(true, "methods:0=gs-32", "methods:1=qat", "methods:2=gs-32-ptq", "seeds:0=5")]
    public void What_is_bound_together_is_written_as_what_is_bound_one_by_one(bool smoke, params string[] comparison)
    {
        ConfigurationArguments configuration = new(
            _project.Config,
            ["training:budget:updates=20", "launcher=slurm", .. comparison.Select(static set => $"comparison:{set}")],
            []
        );
        var options = ConfigurationFile.Load(configuration.Config, configuration.Sets, _catalog);
        var plan = ComparisonPlan.Of(options, _project.Out, threads: 2, smoke);

        var together = ComparisonBinding.Bound(plan, configuration, smoke, _catalog);
        var tasks = ComparisonTasks.Of(together, new TaskSettings([], false, smoke, 2), 1000);

        Assert.Equal(plan.Count, together.Count);
        Assert.True(together.DistinctBy(static run => run.Kind).Count() < plan.Count || smoke);
        foreach (var (run, task) in plan.Zip(tasks))
        {
            var alone = JsonNode
                .Parse(ResolvedConfiguration.ToJson(OneByOne(run, configuration, smoke)))!
                .ToJsonString(TaskPlan.Line);
            Assert.Equal(alone, task.Configuration.ToJsonString(TaskPlan.Line));
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(alone))), task.Sha256);
        }
    }

    [Fact]
    public void A_fault_of_a_method_is_told_once_however_many_seeds_there_are()
    {
        ConfigurationArguments configuration = new(
            _project.Config,
            [
                "training:budget:updates=20",
                "comparison:methods:0=gs-32",
                "comparison:methods:1=gd",
                "comparison:define:gd:set:0=objective:terms:distillation:weight=-1",
                .. Enumerable.Range(0, 9).Select(static seed => $"comparison:seeds:{seed}={seed}"),
            ],
            []
        );
        var options = ConfigurationFile.Load(configuration.Config, configuration.Sets, _catalog);

        var fault = Assert.Throws<UserException>(() =>
            ComparisonBinding.Bound(
                ComparisonPlan.Of(options, _project.Out, threads: 1, smoke: false),
                configuration,
                smoke: false,
                _catalog
            )
        );

        Assert.StartsWith("gd: ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2, fault.Message.Split('\n').Length);
    }

    private RunOptions OneByOne(PlannedRun run, ConfigurationArguments configuration, bool smoke)
    {
        var settings = run.From is null ? run.Settings : run.Settings.SkipLast(1);
        var options = ConfigurationFile.Bind(
            ConfigurationLayers.Read(configuration.Config, [.. configuration.Sets, .. settings]),
            _catalog,
            compresses: true
        );
        options = options with
        {
            Launcher = null,
            Model = options.Model with
            {
                Start = run.From is null ? options.Model.Start : Path.Combine(run.From.Directory, "model"),
            },
        };
        return smoke ? SmokeOptions.Of(options) : options;
    }
}
