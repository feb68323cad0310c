using GsFramework.Graph;
using GsFramework.Testing;
using HowTo;

namespace GsFramework.Tests.Docs;

public class ColourConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "colour";
}

public class Relu6Conformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "relu6";
}

public class SparseKernelsConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "sparse-kernels";
}

public class SparseShiftsConformance : ProximalTermConformance<HowToModule>
{
    protected override string Key => "sparse-shifts";
}

public class MeanMapConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "mean-map";
}

public class SteadyConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "steady";

    // The first image is its own average.
    protected override bool Reaches(
        NetworkGraph generator, GraphNode node, LayerParameter parameter, IReadOnlyCollection<string> watched) => false;
}

public class TruthConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "truth";
}

public class JudgedConformance : CompressionTermConformance<HowToModule>
{
    protected override string Key => "judged";
}

public class SubPixelConformance : GeneratorConformance<HowToModule>
{
    protected override string Key => "sub-pixel";

    protected override string Options => """{ "width": 4, "blocks": 2 }""";
}
