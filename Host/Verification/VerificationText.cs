using System.Globalization;

namespace GsFramework.Host.Verification;

/// <summary>What the user is told of a replay.</summary>
internal static class VerificationText
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(VerificationResult found)
    {
        if (found.Plan.Limit is { } limit)
        {
            yield return $"Not the whole run: {limit}.";
        }

        if (found.Outcome == VerificationOutcome.Same)
        {
            yield return $"the same to the last bit: {Count(found.Metrics.Steps, "step")}, "
                + $"{Count(found.Metrics.Values, "value")}{Extent(found)}";
        }
        else
        {
            foreach (var line in Differences(found))
            {
                yield return line;
            }
        }

        if (found.NotChecked.Count > 0)
        {
            yield return $"Not checked, since the run has no record of it: {string.Join("; ", found.NotChecked)}.";
        }
    }

    private static string Extent(VerificationResult found) =>
        string.Concat(
            new (int Number, string Text)[]
            {
                (found.ResultValues, Count(found.ResultValues, "value") + " of result.json"),
                (found.Networks.Compared, Count(found.Networks.Compared, "file") + " of networks"),
                (found.Pictures.Compared, Count(found.Pictures.Compared, "picture")),
            }
                .Where(static part => part.Number > 0)
                .Select(static part => $", {part.Text}")
        );

    private static IEnumerable<string> Differences(VerificationResult found)
    {
        var metrics = found.Metrics;
        if (metrics.First is [var first, ..])
        {
            yield return $"first difference: {first}";
            var others = metrics.First.Skip(1).Where(static other => double.IsFinite(other.Relative)).ToArray();
            if (others.MaxBy(static other => other.Relative) is { } largest)
            {
                yield return $"largest in that step: {largest}";
            }

            if (metrics.Last is { } last)
            {
                yield return $"last compared: {last}";
            }

            yield return $"in all: {metrics.Differing:N0} of {Count(metrics.Values, "value")} in "
                + $"{Count(metrics.Steps, "step")}";
        }
        else
        {
            yield return $"the same to the last bit are {Count(metrics.Steps, "step")}, "
                + $"{Count(metrics.Values, "value")}; not so what was made of them:";
        }

        foreach (var line in Files(found))
        {
            yield return line;
        }

        yield return "";
        foreach (var line in Then(found))
        {
            yield return line;
        }

        yield return "";
        yield return Verdict(found);
    }

    private static IEnumerable<string> Files(VerificationResult found)
    {
        if (found.ResultDifferences is [var number, ..])
        {
            yield return $"result.json: {found.ResultDifferences.Count} of {Count(found.ResultValues, "value")} "
                + $"differ, such as {number.Name}: recorded {number.Recorded ?? "nothing"}, replayed "
                + $"{number.Replayed ?? "nothing"}";
        }

        foreach (var (files, what) in new[] { (found.Networks, "file"), (found.Pictures, "picture") })
        {
            if (files.Differing is [var name, ..])
            {
                yield return $"{(what == "file" ? "networks" : "pictures")}: {files.Differing.Count} of "
                    + $"{Count(files.Compared, what)} differ, such as {name}";
            }
        }
    }

    private static IEnumerable<string> Then(VerificationResult found)
    {
        if (found.Origin.Count == 0 && found.Plugins.Count == 0)
        {
            yield return "Nothing that is recorded of the machine, the programs and the plugins differs between then "
                + "and now.";
            yield break;
        }

        yield return "What differs between then and now:";
        foreach (var difference in found.Origin)
        {
            yield return $"  {difference.Name}: {difference.Then ?? Absent(difference)} then, "
                + $"{difference.Now ?? Absent(difference)} now";
        }

        foreach (var change in found.Plugins)
        {
            yield return $"  plugin {change}";
        }
    }

    private static string Absent(OriginDifference difference) => difference.IsVariable ? "not set" : "not recorded";

    private static string Verdict(VerificationResult found)
    {
        var bound = $"{found.Bound}";
        return found.Outcome == VerificationOutcome.Rounding
                ? $"Rounding explains it: the arithmetic differs, and the first difference is of the size of "
                    + $"rounding ({bound}).{Growth(found)}{Also(found)}"
            : found.RoundsOtherwise
                ? $"NOT EXPLAINED BY THE ARITHMETIC: it differs, but the first difference is not of the size of "
                    + $"rounding ({bound}). "
                    + "Something else has changed: the configuration, the record, an input, or the program."
            : $"NOT EXPLAINED BY THE ARITHMETIC: this is the same machine with the same arithmetic, as far as is "
                + $"recorded, and it gives different numbers. "
                + "Something else has changed: the configuration, the record, an input, or the program; or the run "
                + "does not depend on its record alone.";
    }

    private static string Growth(VerificationResult found) =>
        found.Metrics.Last is { } last && !found.Bound.Holds(last)
            ? " That it is larger later is chaos: Adam turns the sign of a gradient near 0 into a whole step, and a "
                + "quantiser a value at its border into a whole level."
            : "";

    private static string Also(VerificationResult found) =>
        found.Plugins.Count > 0
            ? " The plugins differ too, and a small change in them is not told apart from rounding."
            : "";

    private static string Count(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {what}{(number == 1 ? "" : "s")}");
}
