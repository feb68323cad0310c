using GsFramework.Core.Composition.Parts;
using GsFramework.Core.Inference;
using GsFramework.Core.Interchange;
using GsFramework.Core.Processes;
using GsFramework.Graph;

namespace GsFramework.Core.Export.Onnx;

/// <summary>Fills in what an ONNX file tells of itself.</summary>
internal static class OnnxCards
{
    /// <summary>The card of a model's file.</summary>
    /// <param name="job">The model.</param>
    /// <param name="format">The value of <c>--format</c>.</param>
    public static OnnxCard Of(ExportJob job, string format)
    {
        var graph = job.Model.Graph;
        var sizes = GraphSizes.Of(graph);
        var cost = GraphCost.Of(graph, job.Size);
        return new OnnxCard
        {
            // Without the commit, so that the same model gives the same file.
            Framework = HostVersion.Text.Split('+')[0],
            Format = format,
            Method = job.Origin?.Method ?? "",
            Macs = cost.Macs,
            Height = job.Size.Height,
            Width = job.Size.Width,
            Parameters = cost.Parameters,
            SideMultiple = sizes.Multiple,
            Ratio = sizes.Ratio,
            InputChannels = graph.InputChannels,
            OutputChannels = graph.Shapes(job.Size)[graph.Output.Name].Channels,
            Pixels = job.Onnx.Shape.Pixels,
            WeightsSha256 = ModelFolder.WeightsHash(job.Folder),
            ConfigurationSha256 = job.Origin?.ConfigurationSha256 ?? "",
        };
    }
}
