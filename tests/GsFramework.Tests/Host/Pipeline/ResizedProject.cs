using System.Text.Json.Nodes;
using GsFramework.Core.Data;
using GsFramework.Tests.Docs;
using GsFramework.Tests.Host.Commands;
using TorchSharp;

namespace GsFramework.Tests.Host.Pipeline;

/// <summary>A <see cref="TinyProject"/> whose teacher makes images of another size than its inputs: the fixture
/// 'resizing', trained on pairs by a plugin of the documentation.</summary>
internal sealed class ResizedProject : IDisposable
{
    private readonly TinyProject _project = new();

    /// <param name="size">The fixture's option.</param>
    /// <param name="imageSize">Side of its inputs.</param>
    /// <param name="source">The source of the images, or null for the project's folders.</param>
    public ResizedProject(string size, int imageSize, string? source = null)
    {
        Change(options =>
        {
            options["model"] = new JsonObject
            {
                ["generator"] = new JsonObject { ["kind"] = "resizing", ["size"] = size },
                ["discriminator"] = options["model"]!["discriminator"]!.DeepClone(),
            };
            options["data"]!["imageSize"] = imageSize;
            if (source is not null)
            {
                options["data"]!["source"] = source;
            }

            options["plugins"]!["folders"]!.AsArray().Add(DocumentedPlugins.Folder);
            options["teacher"] = new JsonObject
            {
                ["method"] = "paired-regression",
                ["steps"] = 2,
                ["checkpointEvery"] = 2,
                ["validateEvery"] = 1,
            };
        });
    }

    public TinyProject Files => _project;

    public string Model => _project["teacher", "model"];

    public void Change(Action<JsonObject> change)
    {
        var options = JsonNode.Parse(File.ReadAllText(_project.Config))!.AsObject();
        change(options);
        File.WriteAllText(_project.Config, options.ToJsonString());
    }

    /// <summary>Trains the teacher.</summary>
    public Gs Teach(params string[] sets) => Gs.Run(_project.Line("teacher", _project["teacher"], sets));

    /// <summary>Trains the teacher and makes it that of the compression.</summary>
    public ResizedProject Taught()
    {
        var gs = Teach();
        Assert.True(gs.ExitCode == 0, gs.Error);
        Change(static options => options["model"]!["teacher"] = "teacher/model");
        return this;
    }

    /// <summary>The height and width of an image file.</summary>
    public (long Height, long Width) SizeOf(params string[] names)
    {
        using var image = ImageFile.Load(_project[names]);
        return (image.shape[1], image.shape[2]);
    }

    public void Dispose()
    {
        // 'translate' takes all cores; the other tests count on one thread.
        torch.set_num_threads(1);
        _project.Dispose();
    }
}
