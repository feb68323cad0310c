using GsFramework.Core.Configuration;

namespace GsFramework.Host.Searching;

/// <summary>A score or cost of a run that is to be good.</summary>
/// <param name="Name">As in <c>result.json</c>.</param>
/// <param name="IsMinimized">True where less is better.</param>
internal sealed record SearchGoal(string Name, bool IsMinimized)
{
    /// <summary>The goals of a sweep.</summary>
    /// <param name="options">The sweep.</param>
    /// <param name="isLowerBetter">Of a name for which the sweep gives no direction.</param>
    public static IReadOnlyList<SearchGoal> Of(SweepOptions options, Func<string, bool> isLowerBetter) =>
        [
            .. options.Goals.Select(name => new SearchGoal(
                name,
                options.Directions.TryGetValue(name, out var direction)
                    ? direction == GoalDirection.Minimize
                    : isLowerBetter(name)
            )),
        ];

    /// <summary>A value of the goal as a cost, which is to be small.</summary>
    public double Cost(double value) => IsMinimized ? value : -value;
}
