using System.Security.Cryptography;
using GsFramework.Graph;
using GsFramework.Parts;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange;

/// <summary>A MODEL: a folder with the network in <c>graph.json</c> and its tensors in
/// <c>weights.safetensors</c>.</summary>
internal static class ModelFolder
{
    public const string GraphFile = "graph.json";
    public const string WeightsFile = "weights.safetensors";

    private const string Again = "Copy the model again from where it was made, or make it again.";

    /// <summary>The files that every MODEL has.</summary>
    public static IReadOnlyList<string> Files { get; } = [GraphFile, WeightsFile];

    /// <summary>Writes a model. Kernels with frozen quantisers are stored as integers, everything else as
    /// F32.</summary>
    /// <param name="folder">The folder; made when it is missing.</param>
    /// <param name="graph">The network.</param>
    /// <param name="weights">A tensor for each of its parameters; further names are left out.</param>
    /// <param name="kinds">The layer kinds that are known; null for those of the framework alone.</param>
    /// <exception cref="GraphException">The weights do not fit the network, or it has a layer of another
    /// kind.</exception>
    /// <exception cref="UserException">The folder cannot be written.</exception>
    public static void Save(
        string folder,
        NetworkGraph graph,
        IReadOnlyDictionary<string, Tensor> weights,
        IEnumerable<LayerKind>? kinds = null
    )
    {
        GraphJson.CheckKinds(graph, kinds ?? LayerKind.BuiltIn);
        GraphWeights.Check(graph, weights);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var tensors = graph
            .Parameters()
            .Select(entry => KeyValuePair.Create(entry.Name, StoredKernel.Store(entry.Node, entry.Parameter, weights)))
            .ToList();
        SafeTensors.Write(Path.Combine(folder, WeightsFile), tensors, StoredKernel.Metadata(graph));
        AtomicFile.WriteAllText(Path.Combine(folder, GraphFile), GraphJson.Write(graph));
    }

    /// <summary>Reads a model. Kernels that are stored as integers come back as the fp32 values integer·scale that the
    /// quantised network computes with.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kinds">The layer kinds that are known.</param>
    /// <exception cref="UserException">The folder or one of its files is missing, broken, or does not fit the
    /// other.</exception>
    public static LoadedModel Load(string folder, IEnumerable<LayerKind> kinds)
    {
        var graph = ReadGraph(folder, kinds);
        var path = Path.Combine(folder, WeightsFile);
        using var file = SafeTensors.Read(Existing(folder, WeightsFile));
        return new LoadedModel(graph, Decode(path, graph, file));
    }

    /// <summary>Reads the network of a model without its weights.</summary>
    /// <exception cref="UserException">The folder or <c>graph.json</c> is missing or broken.</exception>
    public static NetworkGraph ReadGraph(string folder, IEnumerable<LayerKind> kinds)
    {
        var path = Existing(folder, GraphFile);
        try
        {
            _ = RecordJson.ReadObject(path, Again);
            var graph = GraphJson.Read(File.ReadAllText(path), kinds);
            _ = graph.Parameters().Sum(static entry => entry.Parameter.Shape.Count);
            return graph;
        }
        catch (UnknownLayerException fault)
        {
            throw new UserException($"'{path}': {fault.Message}", fault);
        }
        catch (GraphException fault)
        {
            throw new UserException($"'{path}': {fault.Message} {Again}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{path}' cannot be read: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is ArgumentException or ArithmeticException or NotSupportedException)
        {
            // A layer record was given numbers with which it cannot say its own parameters.
            throw new UserException($"'{path}' describes an impossible layer: {fault.Message} {Again}", fault);
        }
    }

    /// <summary>The bytes of the weight file as it is on disk.</summary>
    /// <exception cref="UserException">It is missing.</exception>
    public static long WeightBytes(string folder) => new FileInfo(Existing(folder, WeightsFile)).Length;

    /// <summary>The SHA-256 of the weight file in lower-case hexadecimal digits.</summary>
    /// <exception cref="UserException">It is missing or cannot be read.</exception>
    public static string WeightsHash(string folder) => HashOf(Existing(folder, WeightsFile));

    /// <summary>The SHA-256 of a file in lower-case hexadecimal digits.</summary>
    /// <exception cref="UserException">It cannot be read.</exception>
    public static string HashOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{path}' cannot be read: {fault.Message}", fault);
        }
    }

    private static WeightSet Decode(string path, NetworkGraph graph, WeightsFile file)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var decoded = new Dictionary<string, Tensor>(file.Tensors);
        try
        {
            foreach (var (name, node, parameter) in graph.Parameters())
            {
                if (file.Tensors.TryGetValue(name, out var stored))
                {
                    decoded[name] = StoredKernel.Restore(node, parameter, stored, file.Tensors);
                }
            }

            GraphWeights.Check(graph, decoded);
        }
        catch (GraphException fault)
        {
            throw new UserException($"'{path}': {fault.Message}", fault);
        }

        var weights = new WeightSet();
        foreach (var (name, _, _) in graph.Parameters())
        {
            weights.Add(name, decoded[name]);
        }

        return weights;
    }

    private static string Existing(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (File.Exists(path))
        {
            return path;
        }

        if (File.Exists(folder))
        {
            throw new UserException($"'{folder}' is a file; a model is a folder with {GraphFile} and {WeightsFile}.");
        }

        throw new UserException(
            Directory.Exists(folder)
                ? $"'{folder}' is no model: it has no {file}. A model is a folder with {GraphFile} and {WeightsFile}."
                : $"There is no model folder '{folder}'. {FolderHint.For(folder)}"
        );
    }
}
