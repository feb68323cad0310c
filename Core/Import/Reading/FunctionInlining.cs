using Google.Protobuf.Collections;
using GsFramework.Core.Interchange.Onnx.Messages;

namespace GsFramework.Core.Import.Reading;

/// <summary>Writes out the operators that a file defines by others, as PyTorch's newer exporter does for
/// modules.</summary>
internal static class FunctionInlining
{
    private const int Deepest = 64;

    /// <summary>The model without functions.</summary>
    /// <exception cref="UserException">A function calls itself.</exception>
    public static ModelProto Run(ModelProto model, string path)
    {
        if (model.Functions.Count == 0)
        {
            return model;
        }

        var functions = model.Functions.ToDictionary(static function => (function.Domain, function.Name));
        var nodes = model.Graph.Node.SelectMany(node => Expand(node, functions, path, 0)).ToList();
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(nodes);
        foreach (var set in model.Functions.SelectMany(static function => function.OpsetImport))
        {
            if (model.OpsetImport.All(own => own.Domain != set.Domain))
            {
                model.OpsetImport.Add(set);
            }
        }

        model.Functions.Clear();
        return model;
    }

    private static IEnumerable<NodeProto> Expand(
        NodeProto node,
        Dictionary<(string, string), FunctionProto> functions,
        string path,
        int depth
    )
    {
        if (!functions.TryGetValue((node.Domain, node.OpType), out var function))
        {
            return [node];
        }

        if (depth > Deepest)
        {
            throw new UserException($"'{path}' is damaged: its function '{function.Name}' calls itself.");
        }

        var prefix = node.Name.Length > 0 ? node.Name : node.Output[0];
        var names = new Dictionary<string, string> { [""] = "" };
        var given = node.Input.Concat(Enumerable.Repeat("", function.Input.Count));
        foreach (var (inner, outer) in function.Input.Zip(given))
        {
            names[inner] = outer;
        }

        foreach (var (inner, outer) in function.Output.Zip(node.Output))
        {
            names[inner] = outer;
        }

        string Outer(string inner) => names.TryGetValue(inner, out var outer) ? outer : $"{prefix}/{inner}";
        var attributes = function
            .AttributeProto.Concat(node.Attribute)
            .GroupBy(static attribute => attribute.Name)
            .ToDictionary(static group => group.Key, static group => group.Last());
        return function.Node.SelectMany(inner =>
        {
            var copy = inner.Clone();
            copy.Name = $"{prefix}/{(inner.Name.Length > 0 ? inner.Name : inner.OpType)}";
            Replace(copy.Input, Outer);
            Replace(copy.Output, Outer);
            Resolve(copy, attributes);
            return Expand(copy, functions, path, depth + 1);
        });
    }

    private static void Replace(RepeatedField<string> names, Func<string, string> outer)
    {
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = outer(names[i]);
        }
    }

    // An attribute that refers to one that the call does not give is left out.
    private static void Resolve(NodeProto node, Dictionary<string, AttributeProto> given)
    {
        var attributes = node
            .Attribute.Select(attribute =>
            {
                if (attribute.RefAttrName.Length == 0)
                {
                    return attribute;
                }

                var value = given.GetValueOrDefault(attribute.RefAttrName)?.Clone();
                if (value is not null)
                {
                    value.Name = attribute.Name;
                }

                return value;
            })
            .OfType<AttributeProto>()
            .ToList();
        node.Attribute.Clear();
        node.Attribute.AddRange(attributes);
    }
}
