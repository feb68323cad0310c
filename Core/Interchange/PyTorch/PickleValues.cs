using static TorchSharp.torch;

namespace GsFramework.Core.Interchange.PyTorch;

// What a pickle is read into. Beside these there are null, bool, long, double, string, byte[], BigInteger and, for
// tuples, object?[]. Containers are made without space for elements: a byte of a hostile file must not cost much
// memory.

/// <summary>A dictionary, or one of its kind, in the order of the file. A key may be there twice; the last one
/// counts.</summary>
internal sealed class PickleDictionary
{
    private List<KeyValuePair<object?, object?>>? _items;

    /// <summary>Its entries.</summary>
    public IReadOnlyList<KeyValuePair<object?, object?>> Items => _items ?? [];

    /// <summary>Adds an entry.</summary>
    public void Add(object? key, object? value) => (_items ??= new(1)).Add(new(key, value));

    /// <summary>The value of a text key, or null.</summary>
    public object? this[string key]
    {
        get
        {
            for (var i = Items.Count - 1; i >= 0; i--)
            {
                if (Items[i].Key is string name && name == key)
                {
                    return Items[i].Value;
                }
            }

            return null;
        }
    }
}

/// <summary>A list or a set.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    /// <summary>Its elements.</summary>
    public IReadOnlyList<object?> Items => _items ?? [];

    /// <summary>Adds an element.</summary>
    public void Add(object? item) => (_items ??= new(1)).Add(item);
}

/// <summary>A value that says nothing about weights, such as a device.</summary>
/// <param name="Name">Of what kind it is.</param>
internal sealed record PickleInert(string Name);

/// <summary>Something that a pickle may call: one of the fixed list.</summary>
/// <param name="Name">Its full name in Python.</param>
/// <param name="Make">What stands for it here.</param>
internal sealed record PickleConstructor(string Name, Func<object?[], object?> Make);

/// <summary>A type of element.</summary>
/// <param name="Name">Its name in Python.</param>
/// <param name="Type">The type here; null for types that cannot be read, which is no fault until one is.</param>
/// <param name="Size">Bytes of an element.</param>
internal sealed record ElementType(string Name, ScalarType? Type, int Size);

/// <summary>The class of a storage: its elements' type, or none for bytes whose tensor says it.</summary>
internal sealed record StorageClass(string Name, ElementType Elements, bool IsUntyped);

/// <summary>A run of elements in the file.</summary>
/// <param name="Key">Its name there.</param>
/// <param name="Class">What it consists of.</param>
/// <param name="Count">How many elements the pickle claims; bytes when it is untyped.</param>
internal sealed record TensorStorage(string Key, StorageClass Class, long Count);

/// <summary>A tensor before it is read: a strided view of a storage. Sizes and strides are as the pickle has
/// them.</summary>
internal sealed record TensorView(
    TensorStorage Storage,
    ElementType Elements,
    long Offset,
    object?[] Size,
    object?[] Stride
);

/// <summary>A part of a storage that is used like a storage of its own; only the older format has it.</summary>
internal sealed record StorageSlice(TensorStorage Root, long Offset, long Count);
