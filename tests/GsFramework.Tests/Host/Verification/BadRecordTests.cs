using System.Text.Json.Nodes;
using GsFramework.Host.Runs;
using GsFramework.Tests.Host.Commands;
using GsFramework.Tests.Host.Pipeline;

namespace GsFramework.Tests.Host.Verification;

/// <summary>A record with which no replay can begin is wrong input.</summary>
[Collection(nameof(WholeRuns))]
public sealed class BadRecordTests : IClassFixture<BadRecordTests.Run>, IDisposable
{
    private readonly TinyProject _project;
    private readonly Folder _copy = new();

    public BadRecordTests(Run run)
    {
        _project = run.Project;
        foreach (var file in Directory.EnumerateFiles(_project.Out, "*", SearchOption.AllDirectories))
        {
            var copy = _copy[Path.GetRelativePath(_project.Out, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose() => _copy.Dispose();

    [Theory]
    [InlineData("config.resolved.json", "it has no config.resolved.json")]
    [InlineData("state.json", "state.json' is missing")]
    public void A_file_that_is_missing_is_named(string file, string message)
    {
        File.Delete(_copy[file]);

        Refused(message);
    }

    [Theory]
    [InlineData("metrics.csv", "metrics.csv' is missing: it has 0 of the")]
    [InlineData("model/graph.json", "graph.json' is missing, though the run has finished")]
    [InlineData("model/weights.safetensors", "weights.safetensors' is missing, though the run has finished")]
    public void A_file_that_is_missing_is_no_fault_of_the_machine(string file, string message)
    {
        File.Delete(_copy[file.Split('/')]);

        Refused(message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Steps_that_are_missing_at_the_end_are_no_fault_of_the_machine(int rows)
    {
        var lines = File.ReadAllLines(_copy["metrics.csv"]);
        File.WriteAllText(_copy["metrics.csv"], string.Join('\n', lines[..^rows]) + "\nfinetune,");

        Refused("metrics.csv' is damaged: it has");
    }

    [Theory]
    [InlineData("config.resolved.json", "config.resolved.json")]
    [InlineData("state.json", "state.json' is damaged")]
    [InlineData("result.json", "result.json' is damaged")]
    [InlineData("images.json", "images.json' is damaged")]
    [InlineData("plugins.lock.json", "plugins.lock.json' is damaged")]
    [InlineData("metrics.csv", "its first line does not begin with 'phase,step'")]
    public void A_file_that_is_damaged_is_named(string file, string message)
    {
        File.WriteAllText(_copy[file], "{ no");

        Refused(message);
    }

    [Theory]
    [InlineData("threads", "\"two\"", "at 'run.machine.threads'")]
    [InlineData("threads", "0", "at 'run.machine.threads'")]
    public void A_note_of_the_machine_that_no_run_writes_is_named(string key, string value, string message)
    {
        Change("state.json", notes => notes["run"]!["machine"]![key] = JsonNode.Parse(value));

        Refused(message);
    }

    [Theory]
    [InlineData("machine")]
    [InlineData("versions")]
    [InlineData("verb")]
    public void A_note_that_is_not_whole_is_named(string key)
    {
        Change("state.json", notes => notes["run"]!.AsObject().Remove(key));

        Refused($"has no 'run.{key}'");
    }

    [Fact]
    public void A_step_that_is_missing_between_others_is_named()
    {
        var lines = File.ReadAllLines(_copy["metrics.csv"]);
        File.WriteAllLines(_copy["metrics.csv"], lines.Where(static (_, line) => line != 2));

        Refused("line 3 is step 2 of slim, where step 1 belongs");
    }

    [Fact]
    public void A_row_of_text_between_others_is_named()
    {
        var lines = File.ReadAllLines(_copy["metrics.csv"]);
        lines[2] = "slim,1,oh";
        File.WriteAllLines(_copy["metrics.csv"], lines);

        Refused("line 3 is no row of");
    }

    [Fact]
    public void Images_that_are_not_those_of_the_run_are_named()
    {
        Change("images.json", static images => images["testA"]!.AsArray().Add("lost.png"));

        Refused("of 5 test images of A, 1 (lost.png) is missing");
    }

    [Fact]
    public void Weights_of_the_teacher_that_have_another_size_are_named()
    {
        Change("result.json", static result => result["bytes"]!["dense"] = 5);

        Refused("had 5 bytes");
    }

    [Fact]
    public void A_comparison_names_its_runs()
    {
        Change("state.json", static notes => notes["run"]!["verb"] = "compare");
        Directory.CreateDirectory(_copy["runs", "gs-8"]);

        Refused(_copy["runs", "gs-8"]);
    }

    [Fact]
    public void A_run_that_is_going_on_is_left_alone()
    {
        using var hold = new GsFramework.Host.Runs.RunDirectory(_copy.Path).Hold();

        Refused("Another program is at work");
    }

    [Fact]
    public void The_steps_of_a_method_are_none()
    {
        var config = JsonNode.Parse(File.ReadAllText(_copy["config.resolved.json"]))!;
        config["method"] = JsonNode.Parse("""{ "kind": "cec", "cycleWeight": 0 }""");
        File.WriteAllText(_copy["config.resolved.json"], config.ToJsonString());

        Refused("Leave --steps out", "--steps", "1");
    }

    private void Refused(string message, params string[] more)
    {
        var gs = Gs.Run(["verify", _copy.Path, .. more]);

        Assert.True(gs.ExitCode == 2, gs.Error + gs.Output);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
    }

    private void Change(string file, Action<JsonNode> change)
    {
        var content = JsonNode.Parse(File.ReadAllText(_copy[file]))!;
        change(content);
        File.WriteAllText(_copy[file], content.ToJsonString());
    }

    /// <summary>A run that the tests copy.</summary>
    public sealed class Run : IDisposable
    {
        public Run()
        {
            var gs = Project.Compress();
            Assert.True(gs.ExitCode == 0, gs.Error);
        }

        internal TinyProject Project { get; } = new();

        public void Dispose() => Project.Dispose();
    }
}
