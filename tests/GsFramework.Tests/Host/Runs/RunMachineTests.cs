using System.Text.Json.Nodes;
using GsFramework.Core.Arithmetic;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Runs;

[Collection(nameof(WholeRuns))]
public sealed class RunMachineTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Fact]
    public void A_result_says_by_which_arithmetic_it_was_computed()
    {
        Assert.Equal(0, Gs.Run(_project.Line("compress", _project.Out)).ExitCode);

        var result = Read("result.json");
        Assert.Equal(TrustedArithmetic.Current!.Name, $"{result["arithmetic"]!["kind"]}");
        Assert.Equal(
            [ArithmeticRecord.Now()!.Words],
            result["arithmetics"]!.AsArray().Select(static words => $"{words}")
        );
        Assert.All(result["arithmetic"]!["selfTest"]!.AsArray(), static test =>
            Assert.NotEqual(0, (int)test!["convolutions"]!)
        );
        Assert.True(JsonNode.DeepEquals(result["arithmetic"], Read("state.json")["run"]!["machine"]!["arithmetic"]));
    }

    [Fact]
    public void A_run_that_goes_on_where_rounding_is_another_says_so_and_notes_it()
    {
        Interrupted();
        var state = Read("state.json");
        state["run"]!["machine"]!["arithmetic"]!["kind"] = "another";
        state["run"]!["machine"]!["threads"] = 64;
        File.WriteAllText(_project["out", "state.json"], state.ToJsonString());

        var resumed = Gs.Run("resume", _project.Out);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        var kind = TrustedArithmetic.Current!.Name;
        Assert.Contains($"arithmetic another -> {kind}", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("threads 64 -> ", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(kind, $"{Read("state.json")["run"]!["continued"]![0]!["arithmetic"]!["kind"]}");
        Assert.StartsWith("another", $"{Read("result.json")["arithmetics"]![0]}", StringComparison.Ordinal);
        Assert.StartsWith(kind, $"{Read("result.json")["arithmetics"]![1]}", StringComparison.Ordinal);
        Assert.Contains(
            "arithmetic another -&gt; ",
            File.ReadAllText(_project["out", "report.html"]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_that_goes_on_where_it_began_says_nothing()
    {
        Interrupted();

        var resumed = Gs.Run("resume", _project.Out);

        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.DoesNotContain("rounding", resumed.Error, StringComparison.Ordinal);
        Assert.Null(Read("state.json")["run"]!["continued"]);
    }

    private void Interrupted() =>
        Assert.Equal(
            130,
            Gs.RunUntil(
                static text => text.StartsWith("Phase finetune", StringComparison.Ordinal),
                _project.Line("compress", _project.Out)
            ).ExitCode
        );

    private JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(_project["out", file]))!.AsObject();
}
