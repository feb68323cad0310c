using System.Runtime.InteropServices;
using GsFramework.Core.Arithmetic.Native;

namespace GsFramework.Tests.Core.Arithmetic;

/// <summary>The search for oneDNN's table and its repair, in memory of the test's own.</summary>
public sealed class OneDnnCachesTests : IDisposable
{
    private const int Words = 100;

    // Ten sizes, ten counts of cores, the number of levels.
    private static readonly int[] _hidden = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2, 2, 4, 0, 0, 0, 0, 0, 0, 0, 3];

    private readonly nint _memory = Marshal.AllocHGlobal(Words * sizeof(int));

    public OneDnnCachesTests() => Marshal.Copy(new int[Words], 0, _memory, Words);

    public void Dispose() => Marshal.FreeHGlobal(_memory);

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    [InlineData(Words - 21)]
    public void The_table_is_found_wherever_it_lies(int place)
    {
        Write(_hidden, place);

        var caches = Find();

        Assert.NotNull(caches);
        Assert.Equal([1u, 1u, 1u], caches.Sizes);
        Assert.False(caches.ArePlausible);
    }

    [Fact]
    public void A_repair_writes_sizes_of_real_caches_and_nothing_else()
    {
        Write(_hidden, 33);
        Find()!.Repair();

        var caches = Find()!;
        Assert.True(caches.ArePlausible);
        Assert.Equal(caches.Sizes.Order(), caches.Sizes);
        Assert.Equal(
            [.. new int[33], .. _hidden[3..], .. new int[Words - 33 - 21]],
            [.. Read(0, 33), .. Read(36, Words - 36)]
        );
    }

    [Fact]
    public void Two_places_that_look_like_the_table_are_none()
    {
        Write(_hidden, 10);
        Write(_hidden, 60);

        Assert.Null(Find());
    }

    [Fact]
    public void Places_in_two_ranges_are_two_too()
    {
        Write(_hidden, 10);
        Write(_hidden, 60);

        Assert.NotNull(OneDnnCaches.Find([(At(0), At(50))]));
        Assert.Null(OneDnnCaches.Find([(At(0), At(50)), (At(50), At(Words))]));
    }

    [Fact]
    public void A_table_that_a_range_cuts_off_is_not_read()
    {
        Write(_hidden, 30);

        Assert.NotNull(OneDnnCaches.Find([(At(0), At(51))]));
        Assert.Null(OneDnnCaches.Find([(At(0), At(50))]));
    }

    [Theory]
    [InlineData(20, 0)]
    [InlineData(20, 5)]
    [InlineData(20, -1)]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(9, 1)]
    [InlineData(11, 0)]
    [InlineData(11, 5000)]
    [InlineData(19, 1)]
    public void A_word_that_does_not_fit_makes_it_no_table(int word, int value)
    {
        Write(_hidden, 33);
        Write([value], 33 + word);

        Assert.Null(Find());
    }

    private OneDnnCaches? Find() => OneDnnCaches.Find([(At(0), At(Words))]);

    private nint At(int word) => _memory + (word * sizeof(int));

    private void Write(int[] words, int place) => Marshal.Copy(words, 0, At(place), words.Length);

    private int[] Read(int place, int count)
    {
        var words = new int[count];
        Marshal.Copy(At(place), words, 0, count);
        return words;
    }
}
