using static TorchSharp.torch;

namespace GsFramework.Graph.Onnx;

/// <summary>Where a layer puts its nodes when a network is written as ONNX (opset 17). Names are made unique by the
/// writer.</summary>
public interface IOnnxNodes
{
    /// <summary>Adds a node with one output.</summary>
    /// <param name="operation">An operator of the default domain, such as <c>Conv</c>.</param>
    /// <param name="inputs">Names of values and constants, in the operator's order; an empty name for one that is left
    /// out.</param>
    /// <param name="settings">What ONNX calls the attributes of the operator.</param>
    /// <returns>The name of the output.</returns>
    string Add(string operation, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxSetting> settings);

    /// <summary>Adds a constant.</summary>
    /// <param name="name">Its name within the layer, such as <c>weight</c>.</param>
    /// <param name="value">fp32, fp64, int64, int32, int8 or uint8; a tensor without axes is a scalar. It stays the
    /// caller's.</param>
    /// <returns>The name of the constant.</returns>
    string Constant(string name, Tensor value);
}
