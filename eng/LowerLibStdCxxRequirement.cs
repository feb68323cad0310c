using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies an ELF library; where the system's libstdc++ has no GLIBCXX_3.4.32, the copy does not ask for it.
/// TorchNativeLoad.targets says why. MSBuild compiles this file when it needs it, against netstandard2.0.
/// </summary>
public sealed class LowerLibStdCxxRequirement : Task
{
    private const string NewVersion = "GLIBCXX_3.4.32";
    private const string OldVersion = "GLIBCXX_3.4";
    private const string NewSymbol = "_ZSt21ios_base_library_initv";
    private const string OldSymbol = "_ZNSt8ios_base4InitC1Ev";

    [Required]
    public string Source { get; set; }

    [Required]
    public string Destination { get; set; }

    public bool Always { get; set; }

    public override bool Execute()
    {
        try
        {
            var library = File.ReadAllBytes(Source);
            if (
                (Always || !SystemHasNewVersion())
                && new Elf(library).Lower(NewSymbol, OldSymbol, NewVersion, OldVersion)
            )
                Log.LogMessage(
                    MessageImportance.Normal,
                    "{0}: patched to load without {1}",
                    Path.GetFileName(Source),
                    NewVersion
                );
            Replace(Destination, library);
        }
        catch (Exception e) when (e is IOException || e is InvalidDataException || e is UnauthorizedAccessException)
        {
            Log.LogError("{0} cannot be prepared for this system: {1}", Source, e.Message);
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>Not found counts as lacking it: the patched library loads with every version.</summary>
    private bool SystemHasNewVersion()
    {
        var path = LibStdCxxCandidates().FirstOrDefault(File.Exists);
        var has = path != null && IndexOf(File.ReadAllBytes(path), Encoding.ASCII.GetBytes(NewVersion + "\0"), 0) >= 0;
        Log.LogMessage(
            MessageImportance.Low,
            "{0}: {1} {2}",
            path ?? "no libstdc++",
            has ? "has" : "lacks",
            NewVersion
        );
        return has;
    }

    private static IEnumerable<string> LibStdCxxCandidates()
    {
        const string name = "libstdc++.so.6";
        if (File.Exists("/proc/self/maps"))
        {
            foreach (var line in File.ReadAllLines("/proc/self/maps"))
            {
                var slash = line.IndexOf('/');
                if (slash >= 0 && Path.GetFileName(line.Substring(slash)).StartsWith(name, StringComparison.Ordinal))
                    yield return line.Substring(slash);
            }
        }

        var searched = (Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "")
            .Split(':')
            .Where(d => d.Length > 0);
        var usual = new[]
        {
            "/lib/x86_64-linux-gnu",
            "/usr/lib/x86_64-linux-gnu",
            "/lib64",
            "/usr/lib64",
            "/lib",
            "/usr/lib",
        };
        foreach (var directory in searched.Concat(usual))
            yield return Path.Combine(directory, name);
    }

    /// <summary>A new file each time: the old one may be in use, or linked from elsewhere.</summary>
    private static void Replace(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path));
        var temporary = path + ".tmp";
        File.WriteAllBytes(temporary, content);
        File.Delete(path);
        File.Move(temporary, path);
    }

    private static int IndexOf(byte[] text, byte[] part, int start)
    {
        for (
            var i = Array.IndexOf(text, part[0], start);
            i >= 0 && i + part.Length <= text.Length;
            i = Array.IndexOf(text, part[0], i + 1)
        )
        {
            var n = 1;
            while (n < part.Length && text[i + n] == part[n])
                n++;
            if (n == part.Length)
                return i;
        }

        return -1;
    }

    /// <summary>The three tables of a 64-bit little-endian ELF file that name symbols and their versions.</summary>
    private sealed class Elf
    {
        private const uint DynamicSymbols = 11,
            VersionNeeds = 0x6ffffffe;
        private const int SymbolSize = 24;

        private readonly byte[] _file;
        private readonly int _strings,
            _stringsEnd,
            _symbols,
            _symbolsEnd,
            _needs;

        public Elf(byte[] file)
        {
            _file = file;
            if (file.Length < 64 || BitConverter.ToUInt32(file, 0) != 0x464c457f || file[4] != 2 || file[5] != 1)
                throw new InvalidDataException("it is no 64-bit little-endian ELF file.");

            var table = Offset(0x28);
            var size = Half(0x3a);
            var sections = Enumerable.Range(0, Half(0x3c)).Select(i => table + i * size).ToList();
            var symbols = sections.FirstOrDefault(s => Word(s + 4) == DynamicSymbols);
            var needs = sections.FirstOrDefault(s => Word(s + 4) == VersionNeeds);
            if (symbols == 0 || needs == 0)
                throw new InvalidDataException("it has no table of dynamic symbols or of needed versions.");

            var strings = sections[(int)Word(symbols + 0x28)];
            _strings = Offset(strings + 0x18);
            _stringsEnd = _strings + Offset(strings + 0x20);
            _symbols = Offset(symbols + 0x18);
            _symbolsEnd = _symbols + Offset(symbols + 0x20);
            _needs = Offset(needs + 0x18);
        }

        /// <summary>False where the file has no need of the new version, and nothing was changed.</summary>
        public bool Lower(string newSymbol, string oldSymbol, string newVersion, string oldVersion)
        {
            var version = Versions().FirstOrDefault(v => Text(NameOf(v)) == newVersion);
            if (version == 0)
                return false;

            var versioned = VersionedSymbols(version).ToList();
            if (versioned.Count != 1 || Text((int)Word(versioned[0])) != newSymbol)
                throw new InvalidDataException("it needs " + newVersion + " for more than " + newSymbol + ".");

            var symbol = versioned[0];
            var name = (int)Word(symbol);
            var others = Symbols().Where(s => s != symbol).Select(s => (int)Word(s)).Concat(Versions().Select(NameOf));
            if (others.Any(o => o >= name && o <= name + newSymbol.Length))
                throw new InvalidDataException("another name shares the text of " + newSymbol + ".");

            Array.Clear(_file, _strings + name, newSymbol.Length);
            Encoding.ASCII.GetBytes(oldSymbol, 0, oldSymbol.Length, _file, _strings + name);

            // The loader finds a version by its hash and its name; the index by which symbols refer to it stays.
            Put(version, Hash(oldVersion));
            Put(version + 8, (uint)FindText(oldVersion));
            return true;
        }

        private IEnumerable<int> Symbols()
        {
            for (var s = _symbols; s < _symbolsEnd; s += SymbolSize)
                yield return s;
        }

        /// <summary>The section of symbol versions has one 16-bit index for each dynamic symbol.</summary>
        private IEnumerable<int> VersionedSymbols(int version)
        {
            const uint symbolVersions = 0x6fffffff;
            var table = Offset(0x28);
            var size = Half(0x3a);
            var section = Enumerable
                .Range(0, Half(0x3c))
                .Select(i => table + i * size)
                .First(s => Word(s + 4) == symbolVersions);
            var indices = Offset(section + 0x18);
            return Symbols().Where((_, i) => (Half(indices + 2 * i) & 0x7fff) == Half(version + 6));
        }

        /// <summary>All Vernaux records of all Verneed records; both are lists of relative offsets that end in
        /// 0.</summary>
        private IEnumerable<int> Versions()
        {
            for (int need = _needs, next = 1; next != 0; need += next)
            {
                var version = need + (int)Word(need + 8);
                for (int i = 0, count = Half(need + 2); i < count; i++)
                {
                    yield return version;
                    version += (int)Word(version + 12);
                }

                next = (int)Word(need + 12);
            }
        }

        private int NameOf(int version) => (int)Word(version + 8);

        /// <summary>Where a text stands among the names; it may be the tail of a longer one.</summary>
        private int FindText(string text)
        {
            var at = IndexOf(_file, Encoding.ASCII.GetBytes(text + "\0"), _strings);
            if (at < 0 || at >= _stringsEnd)
                throw new InvalidDataException("it nowhere names " + text + ".");
            return at - _strings;
        }

        private string Text(int name)
        {
            var start = _strings + name;
            return Encoding.ASCII.GetString(_file, start, Array.IndexOf(_file, (byte)0, start) - start);
        }

        private static uint Hash(string name)
        {
            uint hash = 0;
            foreach (var c in name)
            {
                hash = (hash << 4) + c;
                var high = hash & 0xf0000000;
                hash = (hash ^ (high >> 24)) & ~high;
            }

            return hash;
        }

        private int Half(int at) => BitConverter.ToUInt16(_file, at);

        private uint Word(int at) => BitConverter.ToUInt32(_file, at);

        private int Offset(int at) => checked((int)BitConverter.ToInt64(_file, at));

        private void Put(int at, uint value) => BitConverter.GetBytes(value).CopyTo(_file, at);
    }
}
