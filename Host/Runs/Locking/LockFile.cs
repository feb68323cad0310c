using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace GsFramework.Host.Runs.Locking;

/// <summary>What a lock file holds.</summary>
/// <param name="Holder">Who made it; null where that cannot be read.</param>
/// <param name="Call">The plugin call that was running; null where none was.</param>
internal sealed record LockContent(LockHolder? Holder, string? Call);

/// <summary>
/// The bytes of a lock file: a line of JSON, filled up with spaces, and behind it the plugin call. All of it is there
/// from the beginning, so that later writes need no room on a full disk.
/// </summary>
/// <remarks>Made by <c>O_EXCL</c> and read through a new handle each time: that is what NFS keeps its promises for. A
/// file is closed when it was written, since NFS shows it to other machines then.</remarks>
internal static class LockFile
{
    private const int RecordLength = 1024;
    private const int CallLength = 1024;
    private const FileShare Anyone = FileShare.ReadWrite | FileShare.Delete;

    // errno of Linux and macOS, and the low 16 bits of a Windows HRESULT.
    private const int Exists = 17;
    private const int WindowsExists = 80;

    private static readonly JsonSerializerOptions _line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
    };
    private static readonly int _beatAt = """{"beat":""".Length + 1;

    /// <summary>Makes a file that is not there yet.</summary>
    /// <returns>False where it is.</returns>
    /// <exception cref="IOException">It cannot be written; then nothing is left.</exception>
    public static bool TryCreate(string path, LockHolder holder)
    {
        SafeFileHandle file;
        try
        {
            file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, Anyone);
        }
        catch (IOException fault) when (IsThere(fault))
        {
            return false;
        }

        try
        {
            using (file)
            {
                RandomAccess.Write(file, Bytes(holder), 0);
            }

            return true;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Reads a file; null where there is none.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LockContent? Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Anyone);
            return Read(file);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Opens a file to write to it; null where it is not that of this hold.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle? Open(string path, string id)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Anyone);
            if (Read(file).Holder?.Id == id)
            {
                return file;
            }
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException) { }
        catch
        {
            file?.Dispose();
            throw;
        }

        file?.Dispose();
        return null;
    }

    /// <summary>Writes a beat in its place.</summary>
    public static void WriteBeat(SafeFileHandle file, int count) =>
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(LockHolder.Beats(count)), _beatAt);

    /// <summary>Writes the plugin call that is running; an empty text for none.</summary>
    public static void WriteCall(SafeFileHandle file, string call)
    {
        var bytes = new byte[CallLength];
        Encoding.UTF8.TryGetBytes(call.AsSpan(0, Math.Min(call.Length, CallLength / 4)), bytes, out _);
        RandomAccess.Write(file, bytes, RecordLength);
    }

    private static byte[] Bytes(LockHolder holder)
    {
        var bytes = new byte[RecordLength + CallLength];
        Array.Fill(bytes, (byte)' ', 0, RecordLength);
        bytes[RecordLength - 1] = (byte)'\n';
        JsonSerializer.SerializeToUtf8Bytes(holder, _line).CopyTo(bytes, 0);
        return bytes;
    }

    private static LockContent Read(SafeFileHandle file)
    {
        var bytes = new byte[RecordLength + CallLength];
        var read = 0;
        for (var more = -1; more != 0; read += more)
        {
            more = RandomAccess.Read(file, bytes.AsSpan(read), read);
        }

        // Versions before 1.0 wrote the call and nothing else.
        var isRecord = bytes[0] == (byte)'{';
        return new LockContent(
            isRecord ? Holder(bytes.AsSpan(0, Math.Min(read, RecordLength))) : null,
            Call(isRecord ? bytes.AsSpan(RecordLength) : bytes.AsSpan(0, RecordLength))
        );
    }

    // An id becomes part of a file's name: only what was made as one counts.
    private static LockHolder? Holder(ReadOnlySpan<byte> record)
    {
        try
        {
            return
                JsonSerializer.Deserialize<LockHolder>(record, _line) is { } holder
                && Guid.TryParseExact(holder.Id, "N", out _)
                ? holder
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Call(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes).TrimEnd('\0');
        return text.Length > 0 && !text.Any(char.IsControl) ? text : null;
    }

    private static bool IsThere(IOException fault) =>
        OperatingSystem.IsWindows() ? (fault.HResult & 0xFFFF) == WindowsExists : fault.HResult == Exists;
}
