using System.Globalization;
using Google.Protobuf;
using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Core.Import.Reading;

/// <summary>An ONNX file of somebody else.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Model">What it holds, with functions written out.</param>
internal sealed record OnnxFile(string Path, ModelProto Model)
{
    private const int OldestOpset = 7;

    // Those that ONNX Runtime has.
    private static readonly string[] _domains = ["", "ai.onnx", "ai.onnx.ml", "com.microsoft"];

    /// <summary>The folder that external weights may be in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>The version of the default operators.</summary>
    public long Opset =>
        Model.OpsetImport.Where(IsStandard).Select(static set => set.Version).Max();

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

        if (model.Graph is null || !model.OpsetImport.Any(IsStandard))
        {
            throw NoModel(path, null);
        }

        if (model.Graph.Node.Count == 0)
        {
            throw new UserException(
                $"'{path}' computes nothing: it has no operators. Was another file meant? Weights without a network "
                    + "are read with --model (docs/import.md)."
            );
        }

        var file = new OnnxFile(path, FunctionInlining.Run(model, path));
        if (file.Opset < OldestOpset)
        {
            throw new UserException(
                $"'{path}' is of opset {file.Opset}; opset {OldestOpset} and later are read. Export it again with a "
                    + $"newer opset_version."
            );
        }

        file.CheckOperators();
        file.CheckExternalData();
        return file;
    }

    private static bool IsStandard(OperatorSetIdProto set) => set.Domain is "" or "ai.onnx";

    private static UserException NoModel(string path, Exception? fault)
    {
        var message = $"'{path}' is no ONNX file, or is damaged. Was it copied whole? Export it again.";
        return fault is null ? new UserException(message) : new UserException(message, fault);
    }

    // ONNX Runtime, which runs the file, would know them only with the library that somebody wrote them in.
    private void CheckOperators()
    {
        var own = Model.Graph.Node.FirstOrDefault(static node => !_domains.Contains(node.Domain));
        if (own is not null)
        {
            throw new UserException(
                $"'{Path}', node '{(own.Name.Length > 0 ? own.Name : own.Output.FirstOrDefault())}': the operator "
                    + $"'{own.Domain}.{own.OpType}' is nobody's but the exporter's, and ONNX Runtime does not have it. "
                    + "Export the network with standard operators, or write a layer and a factory in a plugin "
                    + "(docs/plugins/layer.md)."
            );
        }
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

            var end = Number(tensor, "offset") + Number(tensor, "length");
            if (new FileInfo(target).Length is var length && end > length)
            {
                throw new UserException(
                    $"'{Path}' has its weights in '{location}', which is too short: '{tensor.Name}' ends at byte "
                        + $"{end:N0} of {length:N0}. Was it copied whole?"
                );
            }
        }
    }

    private static long Number(TensorProto tensor, string key) =>
        long.TryParse(
            tensor.ExternalData.FirstOrDefault(entry => entry.Key == key)?.Value,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? Math.Min(number, long.MaxValue / 2)
            : 0;

    private IEnumerable<TensorProto> ConstantTensors() =>
        Model
            .Graph.Node.SelectMany(static node => node.Attribute)
            .Select(static entry => entry.T)
            .OfType<TensorProto>();
}
