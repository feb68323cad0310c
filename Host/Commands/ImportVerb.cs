using System.Text.Json.Nodes;
using GsFramework.Data;
using GsFramework.Graph;
using GsFramework.Host.Composition;
using GsFramework.Host.Configuration;
using GsFramework.Host.Interchange;
using GsFramework.Host.Interchange.Importing;
using GsFramework.Host.Interchange.PyTorch;
using GsFramework.Host.Pipeline;
using GsFramework.Host.Reporting;
using GsFramework.Models;
using GsFramework.Parts;

namespace GsFramework.Host.Commands;

/// <summary>Makes a MODEL of a checkpoint, or says why it cannot be one and writes nothing.</summary>
internal static class ImportVerb
{
    public static void Run(ImportArguments arguments, VerbContext context)
    {
        var folder = arguments.Out ?? Path.Combine("models", Path.GetFileNameWithoutExtension(arguments.File));
        CheckFree(folder);
        using var catalog = context.LoadPlugins(arguments.PluginFolders);
        using var parts = new PartFactory(catalog, context.Log, new WeightsReader(), new ImageSize(256, 256));
        var (create, reader) = Architecture(arguments, arguments.Options, catalog, parts);
        using var file = new WeightsReader().Read(arguments.File, arguments.Key);
        var import = new CheckpointImport(file.Tensors, create, reader);
        if (import.Fault is null)
        {
            using var weights = import.Weights();
            ModelFolder.Save(folder, import.Graph, weights);
        }

        var ignored = import.Fault is not null ? [] : IgnoredOptions.Of(
            arguments.Options, import, options => Architecture(arguments, options, catalog, parts).Create()).ToList();
        foreach (var (option, inFile) in ignored)
        {
            context.Log.Warning("{Option} is ignored: in the checkpoint {InFile}", option, inFile);
        }

        Show(arguments, file, import, folder, context);
        if (import.Fault is { } fault)
        {
            throw new UserException(
                $"'{arguments.File}' has other weights than {arguments.Model} wants: {fault}. Nothing was written. {Remedy(file)}");
        }
    }

    private static void CheckFree(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new UserException($"'{folder}' exists already and is left as it is. Name another folder with -o, or remove it first.");
        }
    }

    private static (Func<NetworkGraph> Create, IReadsCheckpoints? Reader) Architecture(
        ImportArguments arguments, IEnumerable<string> options, PluginCatalog catalog, PartFactory parts)
    {
        if (catalog.Find(typeof(IGeneratorFactory), arguments.Model) is { } generator)
        {
            var factory = parts.Create(new PartSelection<IGeneratorFactory>(arguments.Model, Options(generator)));
            return (factory.Create, factory as IReadsCheckpoints);
        }

        if (catalog.Find(typeof(IDiscriminatorFactory), arguments.Model) is { } discriminator)
        {
            var factory = parts.Create(new PartSelection<IDiscriminatorFactory>(arguments.Model, Options(discriminator)));
            return (factory.Create, factory as IReadsCheckpoints);
        }

        string[] known =
        [
            .. new[] { typeof(IGeneratorFactory), typeof(IDiscriminatorFactory) }
                .SelectMany(catalog.PartsOf).Select(static part => part.Metadata.Key),
        ];
        throw new UserException(
            $"--model {arguments.Model}: no plugin has a generator or discriminator of this name{NearestName.Advice(arguments.Model, known)}.");

        object Options(CatalogPart part) => PartOptions.Bind(catalog, part, options, "--model-options");
    }

    private static void Show(ImportArguments arguments, WeightsFile file, CheckpointImport import, string folder, VerbContext context)
    {
        var parameters = import.Graph.Parameters().Sum(static entry => entry.Parameter.Count);
        if (arguments.Json)
        {
            context.Terminal.Output.WriteLine(new JsonObject
            {
                ["file"] = arguments.File,
                ["sha256"] = file.Sha256,
                ["key"] = file.Metadata.GetValueOrDefault(PyTorchFile.KeyEntry),
                ["otherKeys"] = new JsonArray([.. OtherKeys(file).Select(static key => (JsonNode)key)]),
                ["prefix"] = import.Prefix,
                ["architecture"] = arguments.Model,
                ["accepted"] = import.Fault is null,
                ["model"] = import.Fault is null ? folder : null,
                ["parameters"] = parameters,
                ["counts"] = new JsonObject(Enum.GetValues<ImportStatus>().Select(
                    status => KeyValuePair.Create(ImportTable.Name(status), (JsonNode?)import.Count(status)))),
                ["tensors"] = ImportTable.ToJson(import),
            }.ToJsonString(CompressionResult.Format));
            return;
        }

        if (Origin(file) is { } origin)
        {
            context.Terminal.Output.WriteLine(origin);
        }

        ImportTable.Write(context.Terminal.Output, import);
        if (import.Fault is null)
        {
            context.Terminal.Output.WriteLine($"Wrote {folder}: {arguments.Model} with {parameters:N0} parameters.");
        }
    }

    // Which of a checkpoint's dictionaries the report is of; null for formats that have only one.
    private static string? Origin(WeightsFile file)
    {
        if (file.Metadata.GetValueOrDefault(PyTorchFile.KeyEntry) is not { } key)
        {
            return null;
        }

        var taken = key.Length == 0 ? "Taken: the whole file" : $"Taken: --key {CheckpointFault.Show(key)}";
        return OtherKeys(file) is { Length: > 0 } others ? $"{taken}; also there: {List(others)}" : taken;
    }

    private static string List(string[] keys) => string.Join(", ", keys.Select(CheckpointFault.Show));

    private static string Remedy(WeightsFile file) => OtherKeys(file) is { Length: > 0 } others
        ? $"It also has {List(others)}: choose with --key NAME, or give another --model."
        : "Give another --model, or its --model-options.";

    private static string[] OtherKeys(WeightsFile file) =>
        file.Metadata.GetValueOrDefault(PyTorchFile.OthersEntry, "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
