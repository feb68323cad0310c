using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Core.Import.Reading;

/// <summary>An ONNX file of somebody else.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Model">What it holds, with functions written out.</param>
internal sealed record OnnxFile(string Path, ModelProto Model)
{
    private const int OldestOpset = 7;

    /// <summary>The folder that external weights may be in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>The version of the default operators.</summary>
    public long Opset =>
        Model.OpsetImport.Where(static set => set.Domain is "" or "ai.onnx").Select(static set => set.Version).Max();

    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">It is missing, no ONNX file, or its weights are where they must not
    /// be.</exception>
    public static OnnxFile Read(string path)
    {
        ModelProto model;
        try
        {
            using var stream = File.OpenRead(path);
            model = ModelProto.Parser.ParseFrom(stream);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException($"There is no file '{path}'.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw fault is InvalidProtocolBufferException
                ? NoModel(path, fault)
                : new UserException($"'{path}' cannot be read: {fault.Message}", fault);
        }

        if (model.Graph is null || model.Graph.Node.Count == 0 || model.OpsetImport.Count == 0)
        {
            throw NoModel(path, null);
        }

        var file = new OnnxFile(path, FunctionInlining.Run(model, path));
        if (file.Opset < OldestOpset)
        {
            throw new UserException(
                $"'{path}' is of opset {file.Opset}; opset {OldestOpset} and later are read. Export it again with a "
                    + $"newer opset_version."
            );
        }

        file.CheckExternalData();
        return file;
    }

    private static UserException NoModel(string path, Exception? fault)
    {
        var message = $"'{path}' is no ONNX file, or is damaged. Was it copied whole? Export it again.";
        return fault is null ? new UserException(message) : new UserException(message, fault);
    }

    // ONNX Runtime follows the same paths: none may lead to other files of this machine.
    private void CheckExternalData()
    {
        foreach (var tensor in Model.Graph.Initializer.Concat(ConstantTensors()))
        {
            var location = tensor.ExternalData.FirstOrDefault(static entry => entry.Key == "location")?.Value;
            if (location is null)
            {
                continue;
            }

            var target = System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, location));
            var isInside = target.StartsWith(Folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);
            if (System.IO.Path.IsPathRooted(location) || !isInside)
            {
                throw new UserException(
                    $"'{Path}' wants weights from '{location}', which is outside of its folder. It is not read: a "
                        + $"file of a stranger could name any file of this machine."
                );
            }

            if (!File.Exists(target))
            {
                throw new UserException(
                    $"'{Path}' has its weights in '{location}', which is not there. Copy that file into the same "
                        + "folder."
                );
            }
        }
    }

    private IEnumerable<TensorProto> ConstantTensors() =>
        Model
            .Graph.Node.SelectMany(static node => node.Attribute)
            .Select(static entry => entry.T)
            .OfType<TensorProto>();
}
