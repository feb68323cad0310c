using GsFramework.Graph;
using GsFramework.Methods;
using TorchSharp;
using static TorchSharp.torch;

namespace Fixtures.Pipeline;

public sealed class HalvingMethod : ICompressionMethod
{
    public PrunedNetwork Compress(MethodContext context)
    {
        File.WriteAllText(
            Path.Combine(context.StateFolder, "note.txt"),
            $"{context.Seed} {context.Discriminator is not null}"
        );
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var weights = context.Teacher.CopyWeights();
        foreach (var (name, _, parameter) in context.Teacher.Graph.Parameters())
        {
            if (
                parameter.Role is ParameterRole.Scale or ParameterRole.Shift
                && name.Contains("conv_block", StringComparison.Ordinal)
            )
            {
                weights[name].narrow(0, 0, parameter.Count / 2).zero_();
            }
        }

        return GraphPruning.Prune(context.Teacher.Graph, weights);
    }
}
