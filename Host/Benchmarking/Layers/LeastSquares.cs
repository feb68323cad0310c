namespace GsFramework.Host.Benchmarking.Layers;

/// <summary>Fits sums of a few terms to measurements.</summary>
internal static class LeastSquares
{
    // Below it two terms grow alike, and which of them it was cannot be told.
    private const double LeastPivot = 1e-9;

    /// <summary>
    /// The factors x ≥ 0 with the least Σ wᵢ²·(Σⱼ xⱼ·termsᵢⱼ - valuesᵢ)². All choices of terms are tried, which is
    /// quick for the four that there are at most.
    /// </summary>
    /// <param name="terms">For each measurement the value of each term.</param>
    /// <param name="values">The measurements.</param>
    /// <param name="weights">What each of them counts.</param>
    /// <returns>The factors, and the sum that is left.</returns>
    public static (double[] Factors, double Left) NotNegative(
        IReadOnlyList<double[]> terms,
        IReadOnlyList<double> values,
        IReadOnlyList<double> weights
    )
    {
        var count = terms[0].Length;
        var best = new double[count];
        var least = Rest(terms, values, weights, best);
        for (var choice = 1; choice < 1 << count; choice++)
        {
            int[] columns = [.. Enumerable.Range(0, count).Where(column => (choice >> column & 1) == 1)];
            if (Solve(terms, values, weights, columns) is not { } solved || solved.Any(static factor => factor < 0))
            {
                continue;
            }

            var factors = new double[count];
            foreach (var (index, column) in columns.Index())
            {
                factors[column] = solved[index];
            }

            if (Rest(terms, values, weights, factors) is var rest && rest < least)
            {
                (best, least) = (factors, rest);
            }
        }

        return (best, least);
    }

    private static double Rest(
        IReadOnlyList<double[]> terms,
        IReadOnlyList<double> values,
        IReadOnlyList<double> weights,
        double[] factors
    ) =>
        terms
            .Select((row, index) => weights[index] * (row.Zip(factors, static (x, y) => x * y).Sum() - values[index]))
            .Sum(static off => off * off);

    // The normal equations of some of the terms by elimination; null where they have no single solution.
    private static double[]? Solve(
        IReadOnlyList<double[]> terms,
        IReadOnlyList<double> values,
        IReadOnlyList<double> weights,
        int[] columns
    )
    {
        var size = columns.Length;
        var matrix = new double[size, size + 1];
        for (var index = 0; index < terms.Count; index++)
        {
            var weight = weights[index] * weights[index];
            for (var row = 0; row < size; row++)
            {
                for (var column = 0; column < size; column++)
                {
                    matrix[row, column] += weight * terms[index][columns[row]] * terms[index][columns[column]];
                }

                matrix[row, size] += weight * terms[index][columns[row]] * values[index];
            }
        }

        var scale = Enumerable.Range(0, size).Max(row => matrix[row, row]);
        for (var pivot = 0; pivot < size; pivot++)
        {
            if (matrix[pivot, pivot] <= LeastPivot * scale)
            {
                return null;
            }

            for (var row = 0; row < size; row++)
            {
                var share = row == pivot ? 0 : matrix[row, pivot] / matrix[pivot, pivot];
                for (var column = pivot; column <= size; column++)
                {
                    matrix[row, column] -= share * matrix[pivot, column];
                }
            }
        }

        return [.. Enumerable.Range(0, size).Select(row => matrix[row, size] / matrix[row, row])];
    }
}
