using System.Text;
using System.Text.Json.Nodes;
using GsFramework.Core.Data;
using GsFramework.Host.Serving;

namespace GsFramework.Host.Demo;

/// <summary>All that the demonstration serves: the page, the models, the pictures to begin with, and <c>demo.json</c>,
/// which tells the page of them.</summary>
internal static class DemoSite
{
    private const string SampleFolder = "/samples/";
    private const int MostImages = 24;

    private static readonly string[] _ofBrowsers =
    [
        .. ImageFile.Extensions.Where(static extension => extension is not (".tif" or ".tiff")),
    ];

    // For a network that does not say of which sides its outputs keep the size.
    private const int UsualMultiple = 32;

    /// <summary>The files by path.</summary>
    /// <param name="models">The models, in their order.</param>
    /// <param name="imageFolder">A folder of pictures to begin with, or null for those of the page.</param>
    /// <exception cref="UserException">The folder cannot be read or has no images.</exception>
    public static IReadOnlyDictionary<string, ServedFile> Files(IReadOnlyList<DemoModel> models, string? imageFolder)
    {
        var files = DemoPage.Files();
        var samples = imageFolder is null ? OfPage(files) : OfFolder(files, imageFolder);
        for (var i = 0; i < models.Count; i++)
        {
            files["/" + Url(i)] = ServedFile.OnDisk(models[i].Path);
        }

        var description = new JsonObject
        {
            ["models"] = new JsonArray([
                .. models.Select((model, i) => (JsonNode)Describe(model, Url(i), Multiple(models))),
            ]),
            ["samples"] = samples,
        };
        files["/demo.json"] = ServedFile.OfBytes(
            ServedFile.TypeOf(".json"),
            Encoding.UTF8.GetBytes(description.ToJsonString())
        );
        return files;
    }

    private static string Url(int model) => $"models/{model}.onnx";

    // One for all, so that all get the same picture.
    private static int Multiple(IReadOnlyList<DemoModel> models) =>
        models.Max(static model => model.Card.SideMultiple is var multiple and > 0 ? multiple : UsualMultiple);

    private static JsonObject Describe(DemoModel model, string url, int multiple)
    {
        var layout = model.Card.Pixels ? "NHWC" : "NCHW";
        return new JsonObject
        {
            ["name"] = model.Name,
            ["url"] = url,
            ["bytes"] = new FileInfo(model.Path).Length,
            ["format"] = model.Card.Format switch
            {
                "onnx" => "fp32",
                "onnx-fp16" => "fp16 weights",
                "onnx-int8" => "int8",
                var other => other,
            },

            // The page wants them for other sizes, where they go with the area only if the sides can be divided.
            ["macs"] = model.Card is { Macs: 0 } or { SideMultiple: 0 }
                ? null
                : new JsonObject
                {
                    ["count"] = model.Card.Macs,
                    ["height"] = model.Card.Height,
                    ["width"] = model.Card.Width,
                },
            ["input"] = new JsonObject
            {
                ["type"] = model.Card.Pixels ? "uint8" : "float32",
                ["layout"] = layout,
                ["channels"] = model.Card.InputChannels,
                ["height"] = model.Height,
                ["width"] = model.Width,
                ["multiple"] = multiple,
                ["least"] = model.Least,
            },
            ["output"] = new JsonObject { ["layout"] = layout, ["channels"] = model.Card.OutputChannels },
        };
    }

    private static JsonArray OfPage(Dictionary<string, ServedFile> files) =>
        [
            .. files
                .Keys.Where(static path => path.StartsWith(SampleFolder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(static path => (JsonNode)Sample(Path.GetFileName(path), path[1..])),
        ];

    private static JsonArray OfFolder(Dictionary<string, ServedFile> files, string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new UserException($"There is no folder '{folder}'. --images names a folder of images.");
        }

        var images = FolderListing
            .Find(folder, recursive: false)
            .Images.FindAll(static image => _ofBrowsers.Contains(Path.GetExtension(image.Path).ToLowerInvariant()));
        if (images.Count == 0)
        {
            throw new UserException(
                $"The folder '{folder}' has no images that browsers read ({string.Join(", ", _ofBrowsers)})."
            );
        }

        var samples = new JsonArray();
        foreach (var (image, number) in images.Take(MostImages).Select(static (image, number) => (image, number)))
        {
            var url = $"images/{number}";
            files["/" + url] = ServedFile.OnDisk(image.Path);
            samples.Add((JsonNode)Sample(Path.GetFileName(image.Path), url));
        }

        return samples;
    }

    private static JsonObject Sample(string name, string url) => new() { ["name"] = name, ["url"] = url };
}
