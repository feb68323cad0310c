namespace GsFramework.Graph.Onnx;

/// <summary>What ONNX calls an attribute: a named constant of an operator.</summary>
public sealed record OnnxSetting
{
    private OnnxSetting(string name, object value) => (Name, Value) = (name, value);

    /// <summary>A whole number.</summary>
    public OnnxSetting(string name, long value)
        : this(name, (object)value) { }

    /// <summary>A list of whole numbers.</summary>
    public OnnxSetting(string name, IReadOnlyList<long> values)
        : this(name, (object)values) { }

    /// <summary>An fp32 number.</summary>
    public OnnxSetting(string name, float value)
        : this(name, (object)value) { }

    /// <summary>A text.</summary>
    public OnnxSetting(string name, string value)
        : this(name, (object)value) { }

    /// <summary>The operator's name for it.</summary>
    public string Name { get; }

    /// <summary>A <see cref="long"/>, a list of them, a <see cref="float"/> or a <see cref="string"/>.</summary>
    public object Value { get; }
}
