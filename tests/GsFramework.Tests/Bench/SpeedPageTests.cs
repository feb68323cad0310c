using System.Text.Json.Nodes;
using GsFramework.Bench.Limits;
using GsFramework.Bench.Memory;
using GsFramework.Bench.Results;
using GsFramework.Bench.Scaling;
using GsFramework.Bench.Steps;
using GsFramework.Bench.Waiting;
using GsFramework.Bench.Whole;
using GsFramework.Tests.Host;

namespace GsFramework.Tests.Bench;

/// <summary>The published speeds.</summary>
public sealed class SpeedPageTests
{
    private static readonly string _folder = Repository.Path("docs", "results", "speed");

    [Fact]
    public void The_page_has_the_numbers_of_its_files()
    {
        var page = File.ReadAllText(Path.Combine(_folder, "README.md"));

        Has<StepResults>(StepResults.File, StepTables.Of);
        Has<LimitResults>(LimitResults.File, LimitTables.Of);
        Has<ScalingResults>(ScalingResults.File, ScalingTables.Of);
        Has<WaitingResults>(WaitingResults.File, WaitingTables.Of);
        Has<WholeResults>(WholeResults.File, WholeTables.Of);
        Has<MemoryResults>(MemoryResults.File, MemoryTables.Of);

        void Has<T>(string file, Func<T, string> tables)
            where T : class =>
            Assert.Equal(ResultFolder.Replace(page, file, tables(new ResultFolder(_folder).Read<T>(file)!)), page);
    }

    [Fact]
    public void The_exponent_of_a_power_law_is_found()
    {
        Assert.Equal(1.5, PowerLaw.Exponent([(1, 3), (4, 24), (16, 192)]));
    }

    [Fact]
    public void A_spread_is_median_and_quartiles()
    {
        Assert.Equal(new Spread(3, 2, 4), Spread.Of([5, 1, 4, 2, 3]));
        Assert.Equal(new Spread(2.5, 1.75, 3.25), Spread.Of([4, 1, 3, 2]));
    }

    [Fact]
    public void The_bench_runs_with_the_settings_of_the_program()
    {
        Assert.Equal(Settings("gs"), Settings("GsFramework.Bench"));

        // All but the name of the file.
        static IEnumerable<string> Settings(string name) =>
            JsonNode
                .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"{name}.runtimeconfig.json")))!
                ["runtimeOptions"]!["configProperties"]!
                .AsObject()
                .Where(static entry => entry.Key != "System.CommandLine.ExecutableName")
                .Select(static entry => $"{entry.Key} = {entry.Value}")
                .Order();
    }
}
