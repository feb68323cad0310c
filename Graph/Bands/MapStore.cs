using TorchSharp;
using static TorchSharp.torch;

namespace GsFramework.Graph.Bands;

/// <summary>Whole maps (1, C, H, W), written and read in bands of rows: in memory up to a limit, beyond it each in a
/// temporary file that goes with the process.</summary>
/// <param name="memory">Bytes that may be kept in memory.</param>
/// <param name="folder">Where files are.</param>
internal sealed class MapStore(long memory, string folder) : IDisposable
{
    private const int BytesAtOnce = 1 << 28;

    private readonly Dictionary<string, IMap> _maps = [];
    private long _kept;

    /// <summary>Makes room for a map.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public void Create(string name, FeatureShape shape)
    {
        var bytes = sizeof(float) * (long)shape.Channels * shape.Height * shape.Width;
        _maps[name] = _kept + bytes <= memory ? new MemoryMap(shape) : new FileMap(shape, folder);
        _kept += _maps[name].BytesInMemory;
    }

    /// <summary>Writes rows (1, C, rows, W).</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Write(string name, int from, Tensor rows) => _maps[name].Write(from, rows);

    /// <summary>Reads rows (1, C, rows, W). They are not to be written to.</summary>
    public Tensor Read(string name, int from, int to) => _maps[name].Read(from, to);

    /// <summary>Gives the room back.</summary>
    public void Free(string name)
    {
        _maps.Remove(name, out var map);
        _kept -= map!.BytesInMemory;
        map.Dispose();
    }

    public void Dispose()
    {
        foreach (var map in _maps.Values)
        {
            map.Dispose();
        }

        _maps.Clear();
    }

    private interface IMap : IDisposable
    {
        long BytesInMemory { get; }

        void Write(int from, Tensor rows);

        Tensor Read(int from, int to);
    }

    private sealed class MemoryMap(FeatureShape shape) : IMap
    {
        private readonly Tensor _map = empty(1, shape.Channels, shape.Height, shape.Width).DetachFromDisposeScope();

        public long BytesInMemory => _map.NumberOfElements * sizeof(float);

        public void Write(int from, Tensor rows)
        {
            using var place = _map.narrow(2, from, rows.shape[2]);
            place.copy_(rows);
        }

        public Tensor Read(int from, int to) => _map.narrow(2, from, to - from);

        public void Dispose() => _map.Dispose();
    }

    // Rows outermost, so that a band is one piece of the file.
    private sealed class FileMap(FeatureShape shape, string folder) : IMap
    {
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file = File.OpenHandle(
            Path.Combine(folder, $"gs-map-{Guid.NewGuid():N}.tmp"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            FileOptions.DeleteOnClose
        );

        private readonly long _rowBytes = sizeof(float) * (long)shape.Channels * shape.Width;

        public long BytesInMemory => 0;

        public void Write(int from, Tensor rows)
        {
            foreach (var (first, count) in Parts((int)rows.shape[2]))
            {
                using var scope = NewDisposeScope();
                var part = rows.narrow(2, first, count).squeeze(0).permute(1, 0, 2).contiguous();
                RandomAccess.Write(_file, part.bytes, (from + first) * _rowBytes);
            }
        }

        public Tensor Read(int from, int to)
        {
            using var scope = NewDisposeScope();
            var parts = new List<Tensor>();
            foreach (var (first, count) in Parts(to - from))
            {
                var part = empty(count, shape.Channels, shape.Width);
                Fill(part.bytes, (from + first) * _rowBytes);
                parts.Add(part.permute(1, 0, 2).unsqueeze(0));
            }

            return (parts.Count == 1 ? parts[0].contiguous() : cat(parts, 2)).MoveToOuterDisposeScope();
        }

        public void Dispose() => _file.Dispose();

        private void Fill(Span<byte> target, long offset)
        {
            while (target.Length > 0)
            {
                var read = RandomAccess.Read(_file, target, offset);
                if (read == 0)
                {
                    throw new EndOfStreamException("A temporary file is shorter than what was written to it.");
                }

                target = target[read..];
                offset += read;
            }
        }

        private IEnumerable<(int First, int Count)> Parts(int rows)
        {
            var most = (int)Math.Max(1, BytesAtOnce / _rowBytes);
            for (var first = 0; first < rows; first += most)
            {
                yield return (first, Math.Min(most, rows - first));
            }
        }
    }
}
