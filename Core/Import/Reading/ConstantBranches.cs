using GsFramework.Core.Interchange.Onnx.Messages;
using GsFramework.Graph;
using Microsoft.ML.OnnxRuntime;

namespace GsFramework.Core.Import.Reading;

/// <summary>Puts in the place of an <c>If</c> the branch that is always taken: exporters write one where a shape
/// decides.</summary>
internal static class ConstantBranches
{
    private const int MostRounds = 64;

    /// <summary>Changes the file in place.</summary>
    /// <exception cref="UserException">A condition depends on the image, or on its size.</exception>
    public static void Resolve(OnnxFile file, ImagePort image)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var graph = file.Model.Graph;
            if (graph.Node.FirstOrDefault(static node => node.OpType == "If") is not { } choice)
            {
                return;
            }

            var isTaken = Condition(file, image, choice);
            var branch = choice
                .Attribute.Single(attribute => attribute.Name == (isTaken ? "then_branch" : "else_branch"))
                .G;
            Replace(graph, choice, branch);
        }
    }

    private static bool Condition(OnnxFile file, ImagePort image, NodeProto choice)
    {
        var step = OnnxStep.Of(choice);
        if (Dependence.Of(file.Model.Graph, image.Name)[choice.Input[0]] == DependsOn.Image)
        {
            throw new UserException($"'{file.Path}', {step}: its condition depends on the image.");
        }

        var answers = new HashSet<bool>();
        OnnxRuntimeException? last = null;
        foreach (var (height, width) in new[] { (64, 64), (128, 256), (256, 256), (70, 82) })
        {
            try
            {
                var shape = image.Shape(image.Channels ?? 3, image.Height ?? height, image.Width ?? width);
                var found = OnnxProbe.Run(file, image.Name, shape, [], [choice.Input[0]]);
                answers.Add(found.Values[choice.Input[0]].Uniform != 0);
            }
            catch (OnnxRuntimeException fault)
            {
                last = fault;
            }
        }

        return answers.Count == 1
            ? answers.Single()
            : throw new UserException(
                answers.Count == 0
                    ? $"ONNX Runtime cannot run '{file.Path}': {last!.Message.Split('\n')[0].Trim()}"
                    : $"'{file.Path}', {step}: its condition depends on the image's size. Export it for one size."
            );
    }

    private static void Replace(GraphProto graph, NodeProto choice, GraphProto branch)
    {
        var prefix = choice.Name.Length > 0 ? choice.Name : choice.Output[0];
        var own = branch
            .Node.SelectMany(static node => node.Output)
            .Concat(branch.Initializer.Select(static tensor => tensor.Name))
            .ToHashSet();
        string Outer(string name) => own.Contains(name) ? $"{prefix}/{name}" : name;
        foreach (var tensor in branch.Initializer)
        {
            var copy = tensor.Clone();
            copy.Name = Outer(tensor.Name);
            graph.Initializer.Add(copy);
        }

        var nodes = branch
            .Node.Select(node =>
            {
                var copy = node.Clone();
                for (var i = 0; i < copy.Input.Count; i++)
                {
                    copy.Input[i] = Outer(copy.Input[i]);
                }

                for (var i = 0; i < copy.Output.Count; i++)
                {
                    copy.Output[i] = Outer(copy.Output[i]);
                }

                return copy;
            })
            .Concat(
                branch.Output.Zip(
                    choice.Output,
                    (inner, outer) =>
                    {
                        var same = new NodeProto { OpType = "Identity", Name = $"{prefix}/{outer}" };
                        same.Input.Add(Outer(inner.Name));
                        same.Output.Add(outer);
                        return same;
                    }
                )
            )
            .ToList();
        var place = graph.Node.IndexOf(choice);
        graph.Node.RemoveAt(place);
        for (var i = 0; i < nodes.Count; i++)
        {
            graph.Node.Insert(place + i, nodes[i]);
        }
    }
}
