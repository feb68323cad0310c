namespace GsFramework.Host.Reporting.Html.Plots;

/// <summary>The columns of <c>metrics.csv</c> that are shares of the dense network.</summary>
internal static class CurveShares
{
    private const string Sparsity = "sparsity";
    private const string MacRatio = "macRatio";

    /// <summary>True for sparsity and MACs.</summary>
    public static bool Is(string column) => Last(column) is Sparsity or MacRatio;

    /// <summary>True for MACs.</summary>
    public static bool IsMacs(string column) => Last(column) == MacRatio;

    /// <summary>The name of the column to be read.</summary>
    public static string Title(string column) => Last(column) switch
    {
        Sparsity => "γ at zero",
        MacRatio => "MACs left",
        _ => column,
    };

    /// <summary>The value to be drawn. The file has how many times fewer MACs there are; what is left is one over that.</summary>
    public static double Value(string column, double value) => IsMacs(column) && value > 0 ? 1 / value : value;

    private static string Last(string column) => column[(column.LastIndexOf('.') + 1)..];
}
