using System.Globalization;
using GsFramework.Core.Configuration;

namespace GsFramework.Host.Comparison;

/// <summary>All runs of a comparison, in the order in which they are begun: a whole table with the first seed comes
/// first.</summary>
internal static class ComparisonPlan
{
    /// <summary>Plans the runs. Nothing is written.</summary>
    /// <param name="options">The base configuration.</param>
    /// <param name="root">The comparison's directory.</param>
    /// <param name="threads">Threads of a run.</param>
    /// <param name="smoke">True for few steps, and the first seed only.</param>
    /// <exception cref="UserException">A method is unknown, or begins with itself.</exception>
    public static IReadOnlyList<PlannedRun> Of(RunOptions options, string root, int threads, bool smoke)
    {
        var comparison = options.Comparison;
        var methods = comparison.Methods.Select(name => ComparedMethod.Of(name, comparison.Define)).ToArray();
        if (!methods.Any(method => method.Name == comparison.Reference))
        {
            throw new UserException(
                $"comparison.reference is '{comparison.Reference}', which is not among comparison.methods."
            );
        }

        var plan = new List<PlannedRun>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var seed in comparison.Seeds.Take(smoke ? 1 : int.MaxValue))
        {
            foreach (var (index, ratio) in comparison.Ratios.Index())
            {
                foreach (var method in methods.Where(method => method.HasRatio || index == 0))
                {
                    Add(method, method.HasRatio ? ratio : null, seed, isListed: true, []);
                }
            }
        }

        return plan;

        PlannedRun Add(ComparedMethod method, double? ratio, int seed, bool isListed, string[] followers)
        {
            var name =
                method.Name
                + (ratio is { } x ? string.Create(CultureInfo.InvariantCulture, $"-{x}x") : "")
                + $"-s{seed}";
            if (places.TryGetValue(name, out var known))
            {
                if (plan[known].Method.Name != method.Name)
                {
                    throw new UserException(
                        $"The methods '{plan[known].Method.Name}' and '{method.Name}' would both have a run "
                            + $"'{name}'. Give one of them another name."
                    );
                }

                plan[known] = plan[known] with { IsListed = plan[known].IsListed || isListed };
                return plan[known];
            }

            if (followers.Contains(method.Name))
            {
                throw new UserException(
                    $"The method '{method.Name}' begins with a generator of its own: 'from' leads back to it."
                );
            }

            var from = method.From is null ? null : Begin(method, ratio, seed, followers);
            var fullName = $"{options.Name}-{name}";
            var run = new PlannedRun
            {
                Method = method,
                Ratio = ratio,
                Seed = seed,
                IsListed = isListed,
                Name = name,
                FullName = fullName,
                Directory = Path.Combine(root, "runs", name),
                From = from,
                Settings =
                [
                    $"name={fullName}",
                    $"seed={seed}",
                    $"threads={threads}",
                    .. Budget(options, method.BudgetShare),
                    .. method.SettingsFor(ratio, smoke),
                    .. from is null ? Array.Empty<string>() : [$"model:start={Path.Combine(from.Directory, "model")}"],
                ],
            };
            places.Add(name, plan.Count);
            plan.Add(run);
            return run;
        }

        PlannedRun Begin(ComparedMethod method, double? ratio, int seed, string[] followers)
        {
            var from = ComparedMethod.Of(method.From!, comparison.Define, $"comparison.define.{method.Name}.from");
            return from.HasRatio && ratio is null
                ? throw new UserException(
                    $"comparison.define.{method.Name}.hasRatio is false, but '{from.Name}', with whose generator it "
                        + $"begins, has one at each ratio. Leave "
                        + "hasRatio out, or begin with a method that leaves all channels, such as 'qat'."
                )
                : Add(
                    from,
                    from.HasRatio ? ratio : null,
                    seed,
                    comparison.Methods.Contains(from.Name),
                    [.. followers, method.Name]
                );
        }
    }

    private static string[] Budget(RunOptions options, double share) =>
        options.Training.Budget switch
        {
            _ when share == 1 => [],
            { Updates: { } updates } => [$"training:budget:updates={(int)(updates * share)}"],
            { CpuSeconds: { } seconds } =>
            [
                string.Create(CultureInfo.InvariantCulture, $"training:budget:cpuSeconds={seconds * share}"),
            ],
            _ => [],
        };
}
