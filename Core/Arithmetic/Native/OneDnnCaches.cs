namespace GsFramework.Core.Arithmetic.Native;

/// <summary>
/// What oneDNN believes about the data caches of the processor: the table of xbyak's <c>Cpu</c> object in its
/// variables. On an AMD processor in a virtual machine that hides its caches the sizes are 1 byte each, and reorders
/// that split their work by the size of L1 then lose the tail of blocks (docs/upstream/onednn-reorder-tail.md).
/// </summary>
/// <remarks>The table is 32-bit words: ten sizes in bytes, ten counts of cores that share the cache, the number of
/// levels. It is filled in when oneDNN is first used.</remarks>
internal sealed unsafe class OneDnnCaches
{
    private const int Slots = 10;
    private const int LevelsWord = 2 * Slots;
    private const int Words = LevelsWord + 1;
    private const int MostLevels = 4;
    private const uint MostCores = 4096;

    /// <summary>No processor that runs libtorch has a data cache of less: what is smaller was not read from
    /// one.</summary>
    public const uint LeastPlausible = 4 << 10;

    // Of a server processor; the exact values matter little, since they only divide the work.
    private static readonly uint[] _usual = [48 << 10, 1 << 20, 32 << 20, 64 << 20];

    private readonly uint* _table;

    private OneDnnCaches(uint* table) => _table = table;

    /// <summary>The table itself.</summary>
    public Span<uint> Table => new(_table, Words);

    /// <summary>Bytes of the caches, from level 1 on.</summary>
    public IReadOnlyList<uint> Sizes => Table[..Levels].ToArray();

    /// <summary>True when every size can be that of a cache.</summary>
    public bool ArePlausible => Sizes.All(static size => size >= LeastPlausible);

    private int Levels => (int)_table[LevelsWord];

    /// <summary>Finds the table among libtorch's variables.</summary>
    /// <returns>Null when no place, or more than one, looks like it, or where libtorch's variables cannot be
    /// searched.</returns>
    public static OneDnnCaches? Find() => Find(LibTorch.Cpu?.Writable ?? []);

    /// <summary>Finds the table in some ranges of memory.</summary>
    /// <inheritdoc cref="Find()"/>
    public static OneDnnCaches? Find(IEnumerable<(nint Start, nint End)> ranges)
    {
        uint* found = null;
        foreach (var (start, end) in ranges)
        {
            for (var place = (uint*)start; place + Words <= (uint*)end; place++)
            {
                if (!IsTable(place))
                {
                    continue;
                }

                if (found is not null)
                {
                    return null;
                }

                found = place;
            }
        }

        return found is null ? null : new OneDnnCaches(found);
    }

    /// <summary>Writes the sizes that the operating system knows, or usual ones where it knows none. Primitives that
    /// oneDNN has built already are not changed by it: see <see cref="PrimitiveCache"/>.</summary>
    public void Repair()
    {
        var known = SystemCaches.Read();
        for (var level = 0; level < Levels; level++)
        {
            var size = level < known.Count ? known[level] : 0;
            _table[level] = size is >= LeastPlausible and <= uint.MaxValue ? (uint)size : _usual[level];
        }
    }

    private static bool IsTable(uint* place)
    {
        var levels = place[LevelsWord];
        if (levels is < 1 or > MostLevels)
        {
            return false;
        }

        for (var slot = 0; slot < Slots; slot++)
        {
            var (size, sharing) = (place[slot], place[Slots + slot]);
            if (slot < levels ? size == 0 || sharing is 0 or > MostCores : size != 0 || sharing != 0)
            {
                return false;
            }
        }

        return true;
    }
}
