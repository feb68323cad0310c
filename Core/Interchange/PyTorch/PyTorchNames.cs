using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>
/// All that a pickle may ask for by name: tensors, their storages, and containers. Nothing of Python is run; each name
/// has something that stands for it here. Any other name is refused.
/// </summary>
internal sealed class PyTorchNames
{
    private static readonly ElementType[] _elements =
    [
        new("float32", ScalarType.Float32, 4),
        new("float64", ScalarType.Float64, 8),
        new("float16", ScalarType.Float16, 2),
        new("bfloat16", ScalarType.BFloat16, 2),
        new("int64", ScalarType.Int64, 8),
        new("int32", ScalarType.Int32, 4),
        new("int16", ScalarType.Int16, 2),
        new("int8", ScalarType.Int8, 1),
        new("uint8", ScalarType.Byte, 1),
        new("bool", ScalarType.Bool, 1),
        new("complex32", null, 4),
        new("complex64", null, 8),
        new("complex128", null, 16),
        new("qint8", null, 1),
        new("quint8", null, 1),
        new("qint32", null, 4),
        new("uint16", null, 2),
        new("uint32", null, 4),
        new("uint64", null, 8),
        new("float8_e4m3fn", null, 1),
        new("float8_e5m2", null, 1),
        new("float8_e4m3fnuz", null, 1),
        new("float8_e5m2fnuz", null, 1),
    ];

    private static readonly Dictionary<string, object> _known = Known();

    private readonly Dictionary<string, TensorStorage> _storages = [];
    private readonly Dictionary<string, PickleConstructor> _copying;
    private long _copies;

    /// <summary>Creates the names for one file.</summary>
    /// <param name="mostCopies">How many elements containers may be copied from others altogether: a few bytes of a
    /// pickle can ask for a long list to be copied.</param>
    public PyTorchNames(long mostCopies)
    {
        _copies = mostCopies;
        _copying = new()
        {
            ["collections.OrderedDict"] = new("collections.OrderedDict", Dictionary),
            ["collections.Counter"] = new("collections.Counter", Dictionary),
            ["collections.defaultdict"] = new("collections.defaultdict", static _ => new PickleDictionary()),
        };
        foreach (var module in new[] { "builtins", "__builtin__" })
        {
            _copying[$"{module}.dict"] = new("dict", Dictionary);
            _copying[$"{module}.list"] = new("list", Sequence);
            _copying[$"{module}.set"] = new("set", Sequence);
            _copying[$"{module}.frozenset"] = new("frozenset", Sequence);
        }
    }

    /// <summary>The storages that the pickle named, by their keys.</summary>
    public IReadOnlyDictionary<string, TensorStorage> Storages => _storages;

    /// <summary>What stands for a name.</summary>
    /// <exception cref="CheckpointFault">It is not on the list.</exception>
    public object Find(string module, string name)
    {
        var full = $"{module}.{name}";
        return _copying.TryGetValue(full, out var constructor) ? constructor
            : _known.TryGetValue(full, out var known) ? known
            : throw Refuse(module, name);
    }

    /// <summary>Why a name is refused.</summary>
    public static CheckpointFault Refuse(string module, string name)
    {
        var shown = CheckpointFault.Show($"{module}.{name}");
        if (module == "torch._utils" && name.Contains("sparse", StringComparison.Ordinal))
        {
            return new CheckpointFault(
                $"has a sparse tensor (it asks for '{shown}')",
                "Load it in PyTorch and save its tensors with .to_dense()."
            );
        }

        return module.StartsWith("__torch__", StringComparison.Ordinal)
            ? new CheckpointFault(
                $"is a TorchScript program (it asks for '{shown}')",
                "Load it in PyTorch and save its weights: torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth')."
            )
            : new CheckpointFault(
                $"asks for '{shown}', which is no tensor, storage or container; nothing was run, and nothing was read",
                "If you trust the file, load it in PyTorch and save the weights alone: "
                    + "torch.save(model.state_dict(), 'weights.pth')."
            );
    }

    /// <summary>The value of a call.</summary>
    /// <exception cref="CheckpointFault">It cannot be called, or not with these arguments.</exception>
    public static object? Call(object? callable, object?[] arguments) =>
        callable is PickleConstructor constructor
            ? constructor.Make(arguments)
            : throw CheckpointFault.Broken("its pickle calls what cannot be called");

    /// <summary>A list of these elements, which were on the stack.</summary>
    public static PickleList List(object?[] items)
    {
        var list = new PickleList();
        foreach (var item in items)
        {
            list.Add(item);
        }

        return list;
    }

    /// <summary>The storage that a persistent id names: ('storage', class, key, device, count), and in the older format
    /// a view (key, offset, count) of it or none.</summary>
    public object Persistent(object? id)
    {
        switch (id as object?[])
        {
            case ["storage", StorageClass type, string key, _, long count, object?[] and [_, long offset, long part]]:
                return new StorageSlice(Storage(key, type, count), offset, part);
            case ["storage", StorageClass type, string key, _, long count, ..]:
                return Storage(key, type, count);
            case ["module", ..]:
                throw new CheckpointFault(
                    "holds a whole module with its source text",
                    "Load it in PyTorch and save the weights alone: torch.save(model.state_dict(), 'weights.pth')."
                );
            default:
                throw CheckpointFault.Broken("its pickle names a storage in a way that PyTorch does not");
        }
    }

    private TensorStorage Storage(string key, StorageClass type, long count)
    {
        if (count < 0)
        {
            throw CheckpointFault.Broken($"its storage '{CheckpointFault.Show(key)}' claims {count} elements");
        }

        var storage = new TensorStorage(key, type, count);
        if (_storages.TryAdd(key, storage))
        {
            return storage;
        }

        var other = _storages[key];
        return other == storage
            ? other
            : throw CheckpointFault.Broken(
                $"its storage '{CheckpointFault.Show(key)}' is {other.Count} {other.Class.Name} in one place and "
                    + $"{count} {type.Name} in another"
            );
    }

    private PickleDictionary Dictionary(object?[] arguments)
    {
        var result = new PickleDictionary();
        switch (arguments)
        {
            case []:
                return result;
            case [PickleDictionary other]:
                Spend(other.Items.Count);
                foreach (var (key, value) in other.Items)
                {
                    result.Add(key, value);
                }

                return result;
            case [PickleList or object?[]]:
                var pairs = Elements(arguments[0])!;
                Spend(pairs.Count);
                foreach (var pair in pairs)
                {
                    if (Elements(pair) is not [var key, var value])
                    {
                        throw CheckpointFault.Broken("its pickle makes a dictionary of what are no pairs");
                    }

                    result.Add(key, value);
                }

                return result;
            default:
                throw CheckpointFault.Broken("its pickle makes a dictionary of what is none");
        }
    }

    private PickleList Sequence(object?[] arguments)
    {
        var result = new PickleList();
        if (arguments is [])
        {
            return result;
        }

        if (arguments is not [var argument] || Elements(argument) is not { } items)
        {
            throw CheckpointFault.Broken("its pickle makes a list of what is none");
        }

        Spend(items.Count);
        foreach (var item in items)
        {
            result.Add(item);
        }

        return result;
    }

    private void Spend(int count)
    {
        _copies -= count;
        if (_copies < 0)
        {
            throw new CheckpointFault(
                "copies its containers again and again",
                "PyTorch writes no such file; do not trust it."
            );
        }
    }

    private static IReadOnlyList<object?>? Elements(object? value) =>
        value switch
        {
            PickleList list => list.Items,
            object?[] tuple => tuple,
            _ => null,
        };

    private static Dictionary<string, object> Known()
    {
        var known = new Dictionary<string, object>();
        foreach (var element in _elements)
        {
            known[$"torch.{element.Name}"] = element;
        }

        foreach (
            var (name, element) in new[]
            {
                ("Float", "float32"),
                ("Double", "float64"),
                ("Half", "float16"),
                ("BFloat16", "bfloat16"),
                ("Long", "int64"),
                ("Int", "int32"),
                ("Short", "int16"),
                ("Char", "int8"),
                ("Byte", "uint8"),
                ("Bool", "bool"),
                ("ComplexFloat", "complex64"),
                ("ComplexDouble", "complex128"),
                ("QInt8", "qint8"),
                ("QUInt8", "quint8"),
                ("QInt32", "qint32"),
            }
        )
        {
            known[$"torch.{name}Storage"] = new StorageClass(
                $"torch.{name}Storage",
                Array.Find(_elements, type => type.Name == element)!,
                false
            );
        }

        var bytes = Array.Find(_elements, static type => type.Name == "uint8")!;
        foreach (
            var name in new[]
            {
                "torch.UntypedStorage",
                "torch.storage.UntypedStorage",
                "torch.storage._UntypedStorage",
            }
        )
        {
            known[name] = new StorageClass(name, bytes, true);
        }

        void Add(string name, Func<object?[], object?> make) => known[name] = new PickleConstructor(name, make);

        Add("torch._utils._rebuild_tensor", Tensor);
        Add("torch._utils._rebuild_tensor_v2", Tensor);
        Add("torch._utils._rebuild_tensor_v3", TypedTensor);
        Add("torch._utils._rebuild_parameter", First);
        Add("torch._utils._rebuild_parameter_with_state", First);
        Add("torch._tensor._rebuild_from_type_v2", FromType);
        Add("torch.nn.parameter.Parameter", First);
        Add("torch.Tensor", First);
        Add("torch.autograd.variable.Variable", First);
        Add("torch.Size", static arguments =>
            arguments is [object?[] sizes]
                ? sizes
                : throw CheckpointFault.Broken("its pickle makes a size of what is none")
        );
        Add("torch.device", static _ => new PickleInert("device"));
        Add("torch.serialization._get_layout", static _ => new PickleInert("layout"));

        // Numbers of numpy stand beside the weights in many checkpoints, such as the best score so far.
        foreach (
            var name in new[]
            {
                "numpy.dtype",
                "numpy.core.multiarray.scalar",
                "numpy._core.multiarray.scalar",
                "_codecs.encode",
            }
        )
        {
            Add(name, _ => new PickleInert(name));
        }

        return known;
    }

    private static TensorView Tensor(object?[] arguments) =>
        arguments switch
        {
            [TensorStorage { Class.IsUntyped: false } storage, long offset, object?[] size, object?[] stride, ..] =>
                new TensorView(storage, storage.Class.Elements, offset, size, stride),
            [StorageSlice slice, long offset, object?[] size, object?[] stride, ..] => Sliced(
                slice,
                offset,
                size,
                stride
            ),
            _ => throw CheckpointFault.Broken("its pickle makes a tensor in a way that PyTorch does not"),
        };

    private static TensorView Sliced(StorageSlice slice, long offset, object?[] size, object?[] stride)
    {
        var (root, begin, count) = slice;
        if (
            begin < 0
            || count < 0
            || begin > root.Count - count
            || offset < 0
            || offset > count
            || root.Class.IsUntyped
        )
        {
            throw CheckpointFault.Broken("a view of a storage goes beyond it");
        }

        return new TensorView(root, root.Class.Elements, begin + offset, size, stride);
    }

    private static TensorView TypedTensor(object?[] arguments) =>
        arguments is [TensorStorage storage, long offset, object?[] size, object?[] stride, _, _, ElementType type, ..]
        && (storage.Class.IsUntyped || storage.Class.Elements == type)
            ? new TensorView(storage, type, offset, size, stride)
            : throw CheckpointFault.Broken("its pickle makes a tensor in a way that PyTorch does not");

    private static object? First(object?[] arguments) =>
        arguments is [TensorView tensor, ..]
            ? tensor
            : throw CheckpointFault.Broken("its pickle makes a parameter of what is no tensor");

    private static object? FromType(object?[] arguments) =>
        arguments
            is [
                PickleConstructor { Name: ['t', 'o', 'r', 'c', 'h', '.', '_', ..] } make,
                PickleConstructor,
                object?[] inner,
                ..,
            ]
        && make.Name != "torch._tensor._rebuild_from_type_v2"
            ? make.Make(inner)
            : throw CheckpointFault.Broken("its pickle makes a tensor in a way that PyTorch does not");
}
