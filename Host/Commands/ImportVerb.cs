using System.Text.Json.Nodes;
using GsFramework.Core.Composition.Loading;
using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Configuration;
using GsFramework.Core.Interchange;
using GsFramework.Core.Interchange.Importing;
using GsFramework.Core.Interchange.PyTorch;
using GsFramework.Core.Text;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Reporting;
using GsFramework.Host.Runs;
using GsFramework.Models;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Host.Commands;

/// <summary>Makes a MODEL of a checkpoint, or says why it cannot be one and writes nothing.</summary>
internal static class ImportVerb
{
    private delegate (Func<NetworkGraph> Create, IReadsCheckpoints? Reader) Factory(IEnumerable<string> options);

    private sealed record Architecture(bool IsDiscriminator, Factory Make);

    public static void Run(ImportArguments arguments, VerbContext context)
    {
        var folder = arguments.Out ?? Path.Combine("models", Path.GetFileNameWithoutExtension(arguments.File));
        CheckFree(folder);
        if (OnnxImportVerb.IsOnnx(arguments.File))
        {
            OnnxImportVerb.Run(arguments, folder, context);
            return;
        }

        var model =
            arguments.Model
            ?? throw new UserException(
                $"'{arguments.File}' is a checkpoint: it has weights and not what is computed with them. Name the "
                    + "architecture with --model, or export the network as ONNX and import that file."
            );
        OnnxImportVerb.RefuseOptions(arguments);
        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        using var parts = new PartFactory(catalog, context.Log, new WeightsReader(), new ImageSize(256, 256));
        var architectures = Architectures(model, catalog, parts);
        var first = architectures[0].Make(arguments.Options);
        using var file = new WeightsReader().Read(arguments.File, arguments.Key);
        var found = Find(file, first, architectures, arguments);
        var import = found.Import;
        if (import.Fault is null)
        {
            using var weights = import.Weights();
            ModelFolder.Save(folder, import.Graph, weights, catalog.LayerKinds);
        }

        var taken = architectures[found.Architecture];
        var ignored = import.Fault is not null
            ? []
            : IgnoredOptions.Of(arguments.Options, import, options => taken.Make(options).Create());
        foreach (var (option, inFile) in ignored)
        {
            context.Log.Warning("{Option} is ignored: in the checkpoint {InFile}", option, inFile);
        }

        Show(arguments, file, found, taken.IsDiscriminator, folder, context);
        if (import.Fault is { } fault)
        {
            throw new UserException(
                $"'{arguments.File}' has other weights than {model} wants: {fault}. Nothing was written. "
                    + ImportRemedy.Of(file, found, model)
            );
        }
    }

    private static void CheckFree(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new UserException(
                $"'{folder}' exists already and is left as it is. Name another folder with -o, or remove it first."
            );
        }
    }

    // A generator and a discriminator may have the same name, such as those of CartoonGAN: the tensors tell which is
    // meant.
    private static FoundNetwork Find(
        WeightsFile file,
        (Func<NetworkGraph> Create, IReadsCheckpoints? Reader) first,
        List<Architecture> architectures,
        ImportArguments arguments
    )
    {
        FoundNetwork.Comparison[] comparisons =
        [
            tensors => new CheckpointImport(tensors, first.Create, first.Reader),
            .. architectures.Skip(1).Select(other => (FoundNetwork.Comparison)(tensors => With(other, tensors))),
        ];
        var found =
            arguments.Key == "."
                ? FoundNetwork.Whole(file.Tensors, comparisons)
                : FoundNetwork.In(file.Tensors, comparisons);
        return found.Undecided.Count == 0 ? found : throw ImportRemedy.Undecided(arguments, file, found);

        CheckpointImport? With(Architecture other, IReadOnlyDictionary<string, Tensor> tensors)
        {
            try
            {
                var (create, reader) = other.Make(arguments.Options);
                return new CheckpointImport(tensors, create, reader);
            }
            catch (UserException)
            {
                return null; // The options are those of the first.
            }
        }
    }

    private static List<Architecture> Architectures(string name, PluginCatalog catalog, PartFactory parts)
    {
        var found = new List<Architecture>();
        if (catalog.Find(typeof(IGeneratorFactory), name) is { } generator)
        {
            found.Add(new Architecture(IsDiscriminator: false, options =>
            {
                var factory = parts.Create(new PartSelection<IGeneratorFactory>(name, Bound(generator, options)));
                return (() => PartCalls.Graph(factory, name, factory.Create), factory as IReadsCheckpoints);
            }));
        }

        if (catalog.Find(typeof(IDiscriminatorFactory), name) is { } discriminator)
        {
            found.Add(new Architecture(IsDiscriminator: true, options =>
            {
                var factory = parts.Create(
                    new PartSelection<IDiscriminatorFactory>(name, Bound(discriminator, options))
                );
                return (() => PartCalls.Graph(factory, name, factory.Create), factory as IReadsCheckpoints);
            }));
        }

        return found.Count > 0 ? found : throw Unknown(name, catalog);

        object Bound(CatalogPart part, IEnumerable<string> options) =>
            PartOptions.Bind(catalog, part, options, "--model-options");
    }

    private static UserException Unknown(string name, PluginCatalog catalog)
    {
        string[] known =
        [
            .. new[] { typeof(IGeneratorFactory), typeof(IDiscriminatorFactory) }
                .SelectMany(catalog.PartsOf)
                .Select(static part => part.Metadata.Key)
                .Distinct(),
        ];
        return new UserException(
            $"--model {name}: no plugin has a generator or discriminator of this "
                + $"name{NearestName.Advice(name, known)}{catalog.PerhapsRefused}."
        );
    }

    private static void Show(
        ImportArguments arguments,
        WeightsFile file,
        FoundNetwork found,
        bool isDiscriminator,
        string folder,
        VerbContext context
    )
    {
        var import = found.Import;
        var parameters = import.Graph.Parameters().Sum(static entry => entry.Parameter.Count);
        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(
                new JsonObject
                {
                    ["file"] = arguments.File,
                    ["sha256"] = file.Sha256,
                    ["key"] = ImportKeys.Taken(file, found),
                    ["otherKeys"] = new JsonArray([
                        .. ImportKeys.Others(file, found).Select(static key => (JsonNode)key),
                    ]),
                    ["prefix"] = import.Prefix,
                    ["architecture"] = arguments.Model,
                    ["accepted"] = import.Fault is null,
                    ["model"] = import.Fault is null ? folder : null,
                    ["parameters"] = parameters,
                    ["counts"] = new JsonObject(
                        Enum.GetValues<ImportStatus>()
                            .Select(status =>
                                KeyValuePair.Create(ImportTable.Name(status), (JsonNode?)import.Count(status))
                            )
                    ),
                    ["tensors"] = ImportTable.ToJson(import),
                }.ToJsonString(RecordJson.Format)
            );
            return;
        }

        if (Origin(file, found) is { } origin)
        {
            context.Terminal.WriteText(origin);
        }

        ImportTable.Write(context.Terminal, import);
        if (import.Fault is null)
        {
            context.Terminal.WriteText($"Wrote {folder}: {arguments.Model} with {parameters:N0} parameters.");
            if (isDiscriminator && import.Graph.InputChannels is > 1 and not 3 and var channels)
            {
                context.Terminal.WriteText(
                    $"It judges {channels} channels at once: pix2pix gives its discriminator an image together with "
                        + "the one that it was made of. As model.teacherDiscriminator it does so here too, of a "
                        + $"generator whose inputs and outputs have {channels} channels together."
                );
            }
        }
    }

    // Which of a checkpoint's dictionaries the report is of; null for formats that have only one.
    private static string? Origin(WeightsFile file, FoundNetwork found)
    {
        if (ImportKeys.Taken(file, found) is not { } key)
        {
            return null;
        }

        var taken = key.Length == 0 ? "Taken: the whole file" : $"Taken: --key {CheckpointFault.Show(key)}";
        var others = ImportKeys.Others(file, found);
        return others.Length > 0 ? $"{taken}; also there: {ImportKeys.List(others)}" : taken;
    }
}
