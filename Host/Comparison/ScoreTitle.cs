using System.Text.RegularExpressions;

namespace GsFramework.Host.Comparison;

/// <summary>Short titles of metrics for tables on a terminal, whose columns are narrow.</summary>
internal static partial class ScoreTitle
{
    /// <summary>The title: <c>kid-mobilenetv2-teacher</c> is "KID to G0".</summary>
    public static string Of(string metric)
    {
        var (name, target) = metric switch
        {
            _ when metric.EndsWith("-teacher", StringComparison.Ordinal) => (metric[..^"-teacher".Length], " to G0"),
            _ when metric.EndsWith("-truth", StringComparison.Ordinal) => (metric[..^"-truth".Length], " to truth"),
            _ => (metric, ""),
        };
        var kind = Network().Match(name) is { Success: true } match ? match.Groups["kind"].Value : name;
        return kind switch
        {
            "kid" => "KID",
            "feature-distance" => "features",
            "fd" => "FD",
            "fid" => "FID",
            _ => kind,
        } + target;
    }

    [GeneratedRegex("^(?<kind>kid|fd|feature-distance)-")]
    private static partial Regex Network();
}
