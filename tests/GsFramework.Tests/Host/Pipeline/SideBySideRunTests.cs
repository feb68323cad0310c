using GsFramework.Core.Data;
using GsFramework.Tests.Docs;
using GsFramework.Tests.Host.Commands;
using static TorchSharp.torch;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>Runs on the data of pix2pix: A on the left and B on the right of each image.</summary>
[Collection(nameof(WholeRuns))]
public sealed class SideBySideRunTests : IDisposable
{
    private readonly TinyProject _project = new();

    public SideBySideRunTests()
    {
        using var scope = NewDisposeScope();
        foreach (var split in new[] { "train", "val", "test" })
        {
            foreach (var a in Directory.GetFiles(_project["data", split + "A"]))
            {
                var b = _project["data", split + "B", Path.GetFileName(a)];
                ImageFile.Save(
                    _project["pairs", split, Path.GetFileName(a)],
                    cat([ImageFile.Load(a), ImageFile.Load(b)], 2)
                );
            }
        }
    }

    private string Pairs => $"data:source:root={_project["pairs"]}";

    public void Dispose() => _project.Dispose();

    [Fact]
    public void Pairs_are_found_told_and_give_what_separate_folders_give()
    {
        string[] sets =
        [
            "objective:gan:real=target",
            "objective:terms:truth:enabled=true",
            $"plugins:folders:1={DocumentedPlugins.Folder}",
        ];
        Done(Gs.Run(_project.Line("compress", _project["separate"], sets)));

        var gs = _project.Compress([.. sets, Pairs]);

        Done(gs);
        Assert.Contains("are twice as wide as high", gs.Error, StringComparison.Ordinal);
        foreach (var file in new[] { Path.Combine("model", "weights.safetensors"), "scores.csv" })
        {
            Assert.Equal(File.ReadAllBytes(_project["separate", file]), File.ReadAllBytes(_project["out", file]));
        }
    }

    [Fact]
    public void The_other_direction_trains_on_the_other_half()
    {
        Done(_project.Compress(Pairs, "data:source:direction=b-to-a"));

        var name = Path.GetFileName(Directory.GetDirectories(_project["out", "pictures"])[0]);
        Assert.Equal(
            Pixels(_project["data", "testB", name + ".png"]),
            Pixels(_project["out", "pictures", name, "input.png"])
        );
        Assert.Equal(
            Pixels(_project["data", "testA", name + ".png"]),
            Pixels(_project["out", "pictures", name, "truth.png"])
        );
    }

    [Fact]
    public void A_teacher_is_trained_on_pairs()
    {
        Done(Gs.Run(_project.Line("teacher", _project.Out, Pairs)));

        Assert.True(File.Exists(_project["out", "model", "weights.safetensors"]));
    }

    private static byte[] Pixels(string path) => ImageDecoder.Decode(path).Planes;

    private static void Done(Gs gs) => Assert.True(gs.ExitCode == 0, gs.Error);
}
