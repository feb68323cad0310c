using System.Text.Json.Nodes;
using GsFramework.Tests.Host.Commands;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>What was damaged after it was written is found before it is used, and can be made again.</summary>
public sealed class DamagedRunTests : IDisposable
{
    private readonly TinyProject _project = new();

    public void Dispose() => _project.Dispose();

    [Theory]
    [InlineData("slim 1/", "checkpoints/slim.safetensors", "slim")]
    [InlineData("Phase extract", "checkpoints/slim.safetensors", "slim")]
    [InlineData("Phase finetune", "checkpoints/extracted/weights.safetensors", "extract")]
    [InlineData("finetune 1/", "checkpoints/extracted/weights.safetensors", "extract")]
    [InlineData("finetune 1/", "checkpoints/finetune.safetensors", "finetune")]
    [InlineData("Phase evaluate", "model/weights.safetensors", "finetune")]
    [InlineData("Phase evaluate", "model/graph.json", "finetune")]
    [InlineData("Phase export", "model/weights.safetensors", "finetune")]
    public void A_flipped_bit_is_found_and_the_phase_that_is_named_makes_it_again(
        string line,
        string file,
        string phase
    )
    {
        var whole = Gs.Run(_project.Line("compress", _project["whole"], "export:formats:0=onnx"));
        Assert.True(whole.ExitCode == 0, whole.Error);
        var first = Gs.RunUntil(
            text => text.StartsWith(line, StringComparison.Ordinal),
            _project.Line("compress", _project.Out, "export:formats:0=onnx")
        );
        Assert.Equal(130, first.ExitCode);
        Flip(file);

        var damaged = Gs.Run("resume", _project.Out);
        var repaired = Gs.Run("resume", _project.Out, "--from", phase);

        Assert.Equal(2, damaged.ExitCode);
        Assert.Contains(file.Split('/')[^1], damaged.Error, StringComparison.Ordinal);
        Assert.Contains($"--from {phase}", damaged.Error, StringComparison.Ordinal);
        Assert.True(repaired.ExitCode == 0, repaired.Error);
        Assert.Equal(
            File.ReadAllBytes(_project["whole", "model", "weights.safetensors"]),
            File.ReadAllBytes(_project["out", "model", "weights.safetensors"])
        );
    }

    [Theory]
    [InlineData(8)]
    [InlineData(40)]
    [InlineData(-1)]
    public void A_checkpoint_that_is_damaged_anywhere_is_named(int at)
    {
        Interrupted("slim 1/");
        Flip("checkpoints/slim.safetensors", at);

        var gs = Gs.Run("resume", _project.Out);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains("slim.safetensors'", gs.Error, StringComparison.Ordinal);
        Assert.True(gs.Error.Contains("--from slim", StringComparison.Ordinal), gs.Error);
        Assert.DoesNotContain("plugin", gs.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_finished_run_whose_model_was_damaged_is_not_shown_as_if_it_were_whole()
    {
        Finished();
        Flip("model/weights.safetensors");

        var gs = Gs.Run("resume", _project.Out);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(
            "weights.safetensors' is not what the phase 'finetune' left",
            gs.Error,
            StringComparison.Ordinal
        );
        Assert.Empty(gs.Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_export_that_was_removed_or_damaged_is_written_again(bool removed)
    {
        Finished("export:formats:0=onnx");
        var file = _project["out", "export", "tiny.onnx"];
        var before = File.ReadAllBytes(file);
        if (removed)
        {
            File.Delete(file);
        }
        else
        {
            Flip("export/tiny.onnx");
        }

        var gs = Gs.Run("resume", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Equal(before, File.ReadAllBytes(file));
        Assert.Single(_project.Result()["exports"]!.AsArray());
    }

    [Theory]
    [InlineData]
    [InlineData("run.lock")]
    [InlineData("run.lock", "state.json")]
    [InlineData("run.lock", "state.json", "plugins.lock.json", "images.json")]
    [InlineData(".state.json.0123456789abcdef0123456789abcdef.tmp")]
    public void A_directory_that_holds_only_the_beginning_of_a_run_is_free(params string[] files)
    {
        Directory.CreateDirectory(_project["out", "checkpoints"]);
        Directory.CreateDirectory(_project["out", "samples"]);
        foreach (var file in files)
        {
            File.WriteAllText(
                _project["out", file],
                file == "state.json" ? """{ "run": { "verb": "compress", "command": ["compress", "a.json"] } }""" : ""
            );
        }

        var resumed = Gs.Run("resume", _project.Out);
        var again = _project.Compress();

        Assert.Equal(2, resumed.ExitCode);
        Assert.Contains(
            files.Contains("state.json") ? "Begin it again: gs compress a.json" : "no config.resolved.json",
            resumed.Error,
            StringComparison.Ordinal
        );
        Assert.True(again.ExitCode == 0, again.Error);
    }

    [Fact]
    public void Halves_of_files_that_a_killed_process_left_are_removed()
    {
        Interrupted("Phase finetune");
        var half = _project["out", "checkpoints", ".finetune.safetensors.0123456789abcdef0123456789abcdef.tmp"];
        File.WriteAllText(half, "half");
        File.WriteAllText(_project["out", "notes.tmp"], "mine");

        var gs = Gs.Run("resume", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.False(File.Exists(half));
        Assert.True(File.Exists(_project["out", "notes.tmp"]));
    }

    [Theory]
    [InlineData("metrics.csv", "metrics.csv has 0 of the")]
    [InlineData("images.json", "images.json is missing")]
    public void A_file_that_was_lost_and_is_not_needed_is_told_of(string file, string warning)
    {
        Interrupted("finetune 1/");
        File.Delete(_project["out", file]);

        var gs = Gs.Run("resume", _project.Out);

        Assert.True(gs.ExitCode == 0, gs.Error);
        Assert.Contains(warning, gs.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images.json", "{}", "images.json' is damaged: it has no 'validationA'. Restore it")]
    [InlineData("images.json", "[]", "images.json' is damaged: it holds no JSON object. Restore it")]
    [InlineData("config.resolved.json", "[]", "config.resolved.json' is damaged: it holds no JSON object. Restore it")]
    [InlineData("config.resolved.json", "{", "config.resolved.json' is damaged: line 1, column 2: it is cut short.")]
    [InlineData("plugins.lock.json", "null", "plugins.lock.json' is damaged: it holds no JSON object. Restore it")]
    [InlineData("checkpoints/extracted/graph.json", "{", "graph.json' is not what the phase 'extract' left")]
    public void A_file_that_is_no_longer_itself_is_named_with_what_to_do(string file, string text, string message)
    {
        Interrupted("finetune 1/");
        File.WriteAllText(_project["out", file], text);

        var gs = Gs.Run("resume", _project.Out);

        Assert.Equal(2, gs.ExitCode);
        Assert.Contains(message, gs.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_whose_note_was_lost_is_not_done_again_unasked()
    {
        Interrupted("finetune 1/");
        var state = _project["out", "state.json"];
        var notes = JsonNode.Parse(File.ReadAllText(state))!.AsObject();
        notes.Remove("slim");
        File.WriteAllText(state, notes.ToJsonString());

        var refused = Gs.Run("resume", _project.Out);
        var again = Gs.Run("resume", _project.Out, "--from", "slim");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("it has no note of 'slim', though 'extract' is done.", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--from slim", refused.Error, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Error);
    }

    [Fact]
    public void Half_a_line_of_the_log_gets_an_end_before_the_next()
    {
        Interrupted("Phase finetune");
        File.AppendAllText(_project["out", "log.jsonl"], "{\"@t\":\"2026");

        Assert.Equal(0, Gs.Run("resume", _project.Out).ExitCode);

        Assert.Single(File.ReadLines(_project["out", "log.jsonl"]), static line =>
            line.EndsWith("\"2026", StringComparison.Ordinal)
        );
    }

    private void Interrupted(string line) =>
        Assert.Equal(
            130,
            Gs.RunUntil(
                text => text.StartsWith(line, StringComparison.Ordinal),
                _project.Line("compress", _project.Out)
            ).ExitCode
        );

    private void Finished(params string[] sets)
    {
        var gs = _project.Compress(sets);
        Assert.True(gs.ExitCode == 0, gs.Error);
    }

    private void Flip(string file, int at = -1)
    {
        var path = _project["out", file];
        var bytes = File.ReadAllBytes(path);
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
