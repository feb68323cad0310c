namespace GsFramework.Host.Diagnosis;

/// <summary>A 3x3 convolution of whole numbers with a border of zeros, by plain loops.</summary>
/// <param name="From">Channels of the input.</param>
/// <param name="To">Channels of the output.</param>
/// <param name="Input">From, Side, Side.</param>
/// <param name="Weights">To, From, 3, 3.</param>
internal sealed record WholeConvolution(int From, int To, int[] Input, int[] Weights)
{
    private const int Side = 8;
    private const int Kernel = 3;

    public long[] InputShape => [1, From, Side, Side];

    public long[] WeightShape => [To, From, Kernel, Kernel];

    public long[] OutputShape => [1, To, Side, Side];

    /// <summary>One of random numbers, the same for the same seed.</summary>
    public static WholeConvolution Random(
        Random random,
        int from,
        int to,
        Func<Random, int> input,
        Func<Random, int> weight
    ) =>
        new(
            from,
            to,
            [.. Enumerable.Range(0, from * Side * Side).Select(_ => input(random))],
            [.. Enumerable.Range(0, to * from * Kernel * Kernel).Select(_ => weight(random))]
        );

    /// <summary>To, Side, Side.</summary>
    public int[] Sums() =>
        [
            .. from channel in Enumerable.Range(0, To)
            from row in Enumerable.Range(0, Side)
            from column in Enumerable.Range(0, Side)
            select Products(channel, row, column).Sum(),
        ];

    /// <summary>What is added up for one value of the output, by place in the kernel and then by channel.</summary>
    public IEnumerable<int> Products(int channel, int row, int column)
    {
        for (var y = 0; y < Kernel; y++)
        {
            for (var x = 0; x < Kernel; x++)
            {
                var (inRow, inColumn) = (row + y - (Kernel / 2), column + x - (Kernel / 2));
                if (inRow is < 0 or >= Side || inColumn is < 0 or >= Side)
                {
                    continue;
                }

                for (var from = 0; from < From; from++)
                {
                    yield return Input[(((from * Side) + inRow) * Side) + inColumn]
                        * Weights[(((((channel * From) + from) * Kernel) + y) * Kernel) + x];
                }
            }
        }
    }
}
