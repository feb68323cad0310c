using GsFramework.Graph;

namespace GsFramework.Host.Teaching;

/// <summary>The number by which a training chooses its best weights, on images that it neither trains nor tests
/// on.</summary>
internal interface IValidationScore : IDisposable
{
    /// <summary>The column of <c>metrics.csv</c>.</summary>
    string Name { get; }

    /// <summary>How it is measured, for the model card.</summary>
    string Protocol { get; }

    /// <summary>Scores a generator; lower is better.</summary>
    double Of(GraphModule generator);
}
