namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>The columns of <c>metrics.csv</c> that are shares of the dense network.</summary>
internal static class CurveShares
{
    private const string Sparsity = "sparsity";
    private const string MacRatio = "macRatio";
    private const string MacRatioReverse = "macRatioReverse";

    /// <summary>True for sparsity and MACs, of either direction.</summary>
    public static bool Is(string column) => Last(column) is Sparsity or MacRatio or MacRatioReverse;

    /// <summary>True for the MACs of the network that is compressed.</summary>
    public static bool IsMacs(string column) => Last(column) == MacRatio;

    /// <summary>The name of the column to be read.</summary>
    public static string Title(string column) =>
        Last(column) switch
        {
            Sparsity => "γ at zero",
            MacRatio => "MACs left",
            MacRatioReverse => "MACs left, B to A",
            _ => column,
        };

    /// <summary>What a plot of such columns shows.</summary>
    public static string Caption(IEnumerable<string> columns) =>
        columns.Any(static column => Last(column) == Sparsity) ? "Sparsity of γ, and MACs left" : "MACs left";

    /// <summary>The value to be drawn. The file has how many times fewer MACs there are; what is left is one over
    /// that.</summary>
    public static double Value(string column, double value) =>
        Last(column) is MacRatio or MacRatioReverse && value > 0 ? 1 / value : value;

    private static string Last(string column) => column[(column.LastIndexOf('.') + 1)..];
}
