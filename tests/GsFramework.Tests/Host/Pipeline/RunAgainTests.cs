using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary><c>gs resume RUN --from PHASE</c>.</summary>
public sealed class RunAgainTests : IDisposable
{
    private const string Onnx = "export:formats:0=onnx";

    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("slim")]
    [InlineData("extract")]
    [InlineData("finetune")]
    [InlineData("evaluate")]
    public void A_phase_that_is_run_again_gives_the_same_bytes_and_scores(string phase)
    {
        Compressed(Onnx);
        var (model, metrics, scores) = (Bytes("model/weights.safetensors"), Bytes("metrics.csv"), Scores());
        var kept = phase is "slim" or "extract" ? null : Bytes("checkpoints/slim.safetensors");

        var gs = Gs.Run("resume", _project.Out, "--from", phase);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains($"Phase {phase}", gs.Error, StringComparison.Ordinal);
        Assert.Equal(model, Bytes("model/weights.safetensors"));
        Assert.Equal(Rows(metrics), Rows(Bytes("metrics.csv")));
        Assert.Equal(scores, Scores());
        Assert.True(kept is null || kept.SequenceEqual(Bytes("checkpoints/slim.safetensors")));
        Assert.Single(_project.Result()["exports"]!.AsArray());
    }

    [Fact]
    public void Phases_before_it_are_not_run_again()
    {
        Compressed();
        var before = File.GetLastWriteTimeUtc(_project["out", "checkpoints", "finetune.safetensors"]);

        var gs = Gs.Run("resume", _project.Out, "--from", "evaluate");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("finetune is finished already", gs.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Computing the teacher's outputs", gs.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(_project["out", "checkpoints", "finetune.safetensors"]));
    }

    [Fact]
    public void A_format_that_is_added_afterwards_is_exported()
    {
        Compressed();
        var config = JsonNode.Parse(File.ReadAllText(_project["out", "config.resolved.json"]))!;
        config["export"]!["formats"] = new JsonArray("onnx");
        File.WriteAllText(_project["out", "config.resolved.json"], config.ToJsonString());

        var gs = Gs.Run("resume", _project.Out, "--from", "export");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(File.Exists(_project["out", "export", "tiny.onnx"]));
        Assert.Contains("tiny.onnx", File.ReadAllText(_project["out", "report.html"]), StringComparison.Ordinal);
        Assert.DoesNotContain("Scoring", gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_needs_neither_plugins_nor_images()
    {
        Compressed();
        Directory.Delete(_project["data"], recursive: true);
        File.Delete(_project["out", "report.html"]);

        var gs = Gs.Run("resume", _project.Out, "--from", "report");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.True(File.Exists(_project["out", "report.html"]));
    }

    [Fact]
    public void Nothing_is_taken_away_when_what_a_phase_needs_is_not_there()
    {
        Compressed();
        Directory.Move(_project["generator"], _project["elsewhere"]);
        var before = TinyProject.Snapshot(_project["out", "model"]);

        var gs = Gs.Run("resume", _project.Out, "--from", "finetune");

        Assert.Equal(2, gs.ExitCode);
        Assert.Equal(before, TinyProject.Snapshot(_project["out", "model"]));
        Assert.True(File.Exists(_project["out", "result.json"]));
    }

    [Theory]
    [InlineData("images.json", "[", "slim")]
    [InlineData("images.json", "[", "finetune")]
    [InlineData("result.json", """{ "schemaVersion": 99 }""", "export")]
    [InlineData("result.json", "{", "export")]
    public void Nothing_is_taken_away_when_a_file_of_the_run_is_damaged(string file, string content, string phase)
    {
        Compressed(Onnx);
        File.WriteAllText(_project["out", file], content);
        var before = Kept();

        var gs = Gs.Run("resume", _project.Out, "--from", phase);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(file, gs.Error, StringComparison.Ordinal);
        Assert.Equal(before, Kept());
    }

    [Fact]
    public void A_damaged_result_is_made_again_with_its_exports()
    {
        Compressed(Onnx);
        File.WriteAllText(_project["out", "result.json"], "{");

        var gs = Gs.Run("resume", _project.Out, "--from", "evaluate");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Single(_project.Result()["exports"]!.AsArray());
    }

    [Fact]
    public void A_phase_after_one_that_is_not_finished_is_refused()
    {
        var first = Gs.RunUntil(
            static line => line.StartsWith("slim 1/", StringComparison.Ordinal),
            _project.Line("compress", _project.Out)
        );
        Assert.Equal(130, first.ExitCode);

        var gs = Gs.Run("resume", _project.Out, "--from", "finetune");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "--from finetune: slim, an earlier phase, is not finished.",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_phase_that_a_method_replaces_is_refused()
    {
        Compressed("method=halving");

        var gs = Gs.Run("resume", _project.Out, "--from", "extract");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "this run has no phase 'extract'. It has slim, finetune, evaluate, export, latency, report.",
            gs.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_method_is_run_again()
    {
        Compressed("method=halving");
        var model = Bytes("model/weights.safetensors");

        var gs = Gs.Run("resume", _project.Out, "--from", "slim");

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(model, Bytes("model/weights.safetensors"));
    }

    [Fact]
    public void A_run_of_an_earlier_version_that_noted_two_phases_as_one_continues()
    {
        Compressed();
        var model = Bytes("model/weights.safetensors");
        var notes = JsonNode.Parse(File.ReadAllText(_project["out", "state.json"]))!;
        notes["slim"]!["maxAbsDifference"] = notes["extract"]!["maxAbsDifference"]!.DeepClone();
        notes.AsObject().Remove("extract");
        notes.AsObject().Remove("finetune");
        File.WriteAllText(_project["out", "state.json"], notes.ToJsonString());
        File.Delete(_project["out", "checkpoints", "finetune.safetensors"]);
        File.Delete(_project["out", "result.json"]);

        var gs = Gs.Run("resume", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains("extract is finished already", gs.Error, StringComparison.Ordinal);
        Assert.Equal(model, Bytes("model/weights.safetensors"));
        Assert.NotNull(_project.Result()["extraction"]!["maxAbsDifference"]);
    }

    [Fact]
    public void A_teacher_has_no_phases()
    {
        var teacher = Gs.Run(_project.Line("teacher", _project.Out));
        Assert.True(teacher.ExitCode == 0, teacher.Error);

        var gs = Gs.Run("resume", _project.Out, "--from", "slim");

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("a teacher is trained in one phase", gs.Error, StringComparison.Ordinal);
    }

    private void Compressed(params string[] sets)
    {
        var gs = _project.Compress(sets);
        Assert.True(gs.ExitCode == 0, gs.Error);
    }

    // All but the log.
    private IEnumerable<KeyValuePair<string, string>> Kept() =>
        TinyProject
            .Snapshot(_project.Out)
            .Where(static file => !file.Key.EndsWith("log.jsonl", StringComparison.Ordinal));

    private byte[] Bytes(string file) => File.ReadAllBytes(_project["out", file]);

    private string Scores() => _project.Result()["scores"]!.ToJsonString();

    private static IEnumerable<string> Rows(byte[] metrics) =>
        System.Text.Encoding.UTF8.GetString(metrics).Split('\n').Order(StringComparer.Ordinal);
}
