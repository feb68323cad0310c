using System.Numerics;
using System.Text;

namespace GsFramework.Core.Interchange.PyTorch;

/// <summary>
/// Reads one pickle of the protocols 2 to 5: a program for a stack machine, in the part of its language that PyTorch
/// writes. The machine calls nothing but what <see cref="PyTorchNames"/> lists. It does not recurse, and what it holds
/// grows with the bytes that it has read and with nothing else.
/// </summary>
/// <remarks>Opcodes are those of Python's <c>pickletools</c>.</remarks>
internal sealed class PickleReader(PickleInput input, PyTorchNames names)
{
    // A dictionary's entries come in batches of 1000; values that are still open stay below them.
    private const int HighestStack = 100_000;
    private const int LongestInteger = 255;

    private static readonly object _true = true;
    private static readonly object _false = false;
    private static readonly object?[] _noItems = [];

    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = [];
    private readonly Dictionary<uint, object?> _sparseMemo = [];

    /// <summary>Runs the program to its end.</summary>
    /// <returns>The value that it leaves.</returns>
    /// <exception cref="CheckpointFault">It is broken, or asks for what is not on the list.</exception>
    public object? Read()
    {
        while (true)
        {
            var at = input.Position;
            var opcode = (char)input.Byte();
            if (opcode == '.')
            {
                return Pop();
            }

            Step(opcode, at);
        }
    }

    private void Step(char opcode, long at)
    {
        switch (opcode)
        {
            case '\x80':
                CheckProtocol(input.Byte());
                break;
            case '\x95':
                input.UInt64();
                break; // A frame's length.
            case '(':
                _marks.Add(_stack.Count);
                CheckHeight(_marks.Count);
                break;
            case '0':
                PopOrMark();
                break;
            case '1':
                PopToMark();
                break;
            case '2':
                Push(Top);
                break;

            case 'N':
                Push(null);
                break;
            case '\x88':
                Push(_true);
                break;
            case '\x89':
                Push(_false);
                break;
            case 'K':
                Push((long)input.Byte());
                break;
            case 'M':
                Push((long)input.UInt16());
                break;
            case 'J':
                Push((long)input.Int32());
                break;
            case '\x8a':
                PushInteger(input.Byte());
                break;
            case '\x8b':
                PushInteger(input.UInt32());
                break;
            case 'G':
                Push(input.Double());
                break;

            case 'X':
                Push(Text(input.UInt32()));
                break;
            case '\x8c':
                Push(Text(input.Byte()));
                break;
            case '\x8d':
                Push(Text(input.UInt64()));
                break;
            case 'U':
                Push(Text(input.Byte()));
                break; // Strings of Python 2.
            case 'T':
                Push(Text(input.UInt32()));
                break;
            case 'C':
                Push(input.Bytes(input.Byte()).ToArray());
                break;
            case 'B':
                Push(input.Bytes(input.UInt32()).ToArray());
                break;
            case '\x8e':
                Push(input.Bytes(input.UInt64()).ToArray());
                break;
            case '\x96':
                Push(input.Bytes(input.UInt64()).ToArray());
                break;

            case ')':
                Push(_noItems);
                break;
            case 't':
                Push(PopToMark());
                break;
            case '\x85':
                Push(PopMany(1));
                break;
            case '\x86':
                Push(PopMany(2));
                break;
            case '\x87':
                Push(PopMany(3));
                break;
            case ']':
                Push(new PickleList());
                break;
            case '}':
                Push(new PickleDictionary());
                break;
            case '\x8f':
                Push(new PickleList());
                break;
            case 'l':
                Push(PyTorchNames.List(PopToMark()));
                break;
            case '\x91':
                Push(PyTorchNames.List(PopToMark()));
                break;
            case 'd':
                PushFilled(PopToMark());
                break;
            case 'a':
                Append(Pop());
                break;
            case 'e':
                AppendMany(PopToMark());
                break;
            case '\x90':
                AppendMany(PopToMark());
                break;
            case 's':
                SetItem();
                break;
            case 'u':
                SetItems(PopToMark());
                break;

            case 'q':
                Remember(input.Byte());
                break;
            case 'r':
                Remember(input.UInt32());
                break;
            case '\x94':
                Remember((uint)_memo.Count);
                break;
            case 'h':
                Recall(input.Byte());
                break;
            case 'j':
                Recall(input.UInt32());
                break;

            case 'c':
                Push(names.Find(input.Line(), input.Line()));
                break;
            case 'i':
                throw PyTorchNames.Refuse(input.Line(), input.Line()); // Makes an object, in protocol 0.
            case '\x93':
                FindOnStack();
                break;
            case 'R':
                Call();
                break;
            case '\x81':
                Call();
                break;
            case '\x92':
                CallWithKeywords();
                break;
            case 'b':
                Build();
                break;
            case 'Q':
                Push(names.Persistent(Pop()));
                break;

            default:
                throw CheckpointFault.Broken(
                    $"its pickle has the opcode 0x{(int)opcode:x2} at byte {at}, which PyTorch does not write"
                );
        }
    }

    private object? Top => _stack.Count > Floor ? _stack[^1] : throw Empty();

    // What is below the last mark cannot be taken.
    private int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private void Push(object? value)
    {
        CheckHeight(_stack.Count);
        _stack.Add(value);
    }

    private object? Pop()
    {
        var value = Top;
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        if (_stack.Count - Floor < count)
        {
            throw Empty();
        }

        return Cut(_stack.Count - count);
    }

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Empty();
        }

        var mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        return Cut(mark);
    }

    private object?[] Cut(int from)
    {
        var items = _stack.GetRange(from, _stack.Count - from).ToArray();
        _stack.RemoveRange(from, _stack.Count - from);
        return items;
    }

    private void PopOrMark()
    {
        if (_stack.Count == Floor && _marks.Count > 0)
        {
            _marks.RemoveAt(_marks.Count - 1);
        }
        else
        {
            Pop();
        }
    }

    private void Append(object? item)
    {
        if (Top is not PickleList list)
        {
            throw CheckpointFault.Broken("its pickle adds elements to what is no list");
        }

        list.Add(item);
    }

    private void AppendMany(object?[] items)
    {
        foreach (var item in items)
        {
            Append(item);
        }
    }

    private void SetItem()
    {
        var pair = PopMany(2);
        SetItems(pair);
    }

    private void SetItems(object?[] items)
    {
        if (Top is not PickleDictionary dictionary)
        {
            throw CheckpointFault.Broken("its pickle adds entries to what is no dictionary");
        }

        if (items.Length % 2 != 0)
        {
            throw CheckpointFault.Broken("its pickle has a key without a value");
        }

        for (var i = 0; i < items.Length; i += 2)
        {
            dictionary.Add(items[i], items[i + 1]);
        }
    }

    private void PushFilled(object?[] items)
    {
        Push(new PickleDictionary());
        SetItems(items);
    }

    private void Remember(uint index)
    {
        var value = Top;
        if (index < _memo.Count)
        {
            _memo[(int)index] = value;
        }
        else if (index == _memo.Count)
        {
            _memo.Add(value);
        }
        else
        {
            _sparseMemo[index] = value;
        }
    }

    private void Recall(uint index)
    {
        object? value;
        if (index < _memo.Count)
        {
            value = _memo[(int)index];
        }
        else if (!_sparseMemo.TryGetValue(index, out value))
        {
            throw CheckpointFault.Broken($"its pickle recalls value {index}, which it never made");
        }

        Push(value);
    }

    private void FindOnStack()
    {
        if (PopMany(2) is not [string module, string name])
        {
            throw CheckpointFault.Broken("its pickle names something by what is no text");
        }

        Push(names.Find(module, name));
    }

    private void Call()
    {
        if (PopMany(2) is not [var callable, object?[] arguments])
        {
            throw CheckpointFault.Broken("its pickle calls something without arguments");
        }

        Push(PyTorchNames.Call(callable, arguments));
    }

    private void CallWithKeywords()
    {
        if (PopMany(3) is not [var callable, object?[] arguments, PickleDictionary { Items.Count: 0 }])
        {
            throw CheckpointFault.Broken("its pickle calls something with named arguments");
        }

        Push(PyTorchNames.Call(callable, arguments));
    }

    // Attributes of containers and tensors, such as the _metadata of a state_dict, are of no use here.
    private void Build()
    {
        Pop();
        if (Top is not (PickleDictionary or PickleList or TensorView or PickleInert))
        {
            throw CheckpointFault.Broken("its pickle sets attributes of what has none");
        }
    }

    private void PushInteger(ulong length)
    {
        if (length > LongestInteger)
        {
            throw CheckpointFault.Broken($"its pickle has an integer of {length} bytes");
        }

        var value = new BigInteger(input.Bytes(length));
        object boxed = value;
        Push(value >= long.MinValue && value <= long.MaxValue ? (long)value : boxed);
    }

    private string Text(ulong length) => Encoding.UTF8.GetString(input.Bytes(length));

    private static void CheckProtocol(byte protocol)
    {
        if (protocol > 5)
        {
            throw CheckpointFault.Broken($"its pickle is of protocol {protocol}; there are none above 5");
        }
    }

    private static void CheckHeight(int height)
    {
        if (height >= HighestStack)
        {
            throw new CheckpointFault(
                $"holds a pickle that nests or stacks more than {HighestStack} values",
                "PyTorch writes no such file; do not trust it."
            );
        }
    }

    private static CheckpointFault Empty() => CheckpointFault.Broken("its pickle takes values that are not there");
}
