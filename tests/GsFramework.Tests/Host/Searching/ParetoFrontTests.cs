using FsCheck.Xunit;
using GsFramework.Host.Searching;

namespace GsFramework.Tests.Host.Searching;

public class ParetoFrontTests
{
    [Property]
    public bool Nothing_on_the_front_is_beaten_and_all_else_is((byte A, byte B)[] points)
    {
        var front = ParetoFront.Of(points, static point => point.A, static point => point.B);
        return points.All(point => front.Contains(point) != points.Any(other => Beats(other, point)));
    }

    [Property]
    public bool Along_the_front_one_cost_rises_as_the_other_falls((byte A, byte B)[] points)
    {
        var front = ParetoFront.Of(points.Distinct().ToArray(), static point => point.A, static point => point.B);
        return front
            .Zip(front.Skip(1))
            .All(static pair => pair.First.A < pair.Second.A && pair.First.B > pair.Second.B);
    }

    private static bool Beats((byte A, byte B) other, (byte A, byte B) one) =>
        other.A <= one.A && other.B <= one.B && other != one;

    [Property]
    public bool Of_three_costs_too_nothing_on_the_front_is_beaten_and_all_else_is((byte A, byte B, byte C)[] points)
    {
        var few = points.Select(static point => (A: point.A % 8, B: point.B % 8, C: point.C % 8)).ToArray();
        var front = ParetoFront.Of(
            few,
            static point => point.A,
            static point => point.B,
            static point => point.C
        );
        return few.All(point =>
            front.Contains(point)
            != few.Any(other =>
                other.A <= point.A && other.B <= point.B && other.C <= point.C && other != point
            )
        );
    }
}
