using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies TorchSharp.dll and asks the JIT not to optimise the copy, so that arguments live as long as the call.
/// TorchScalars.targets says why. MSBuild compiles this file when it needs it, against netstandard2.0.
/// </summary>
public sealed class KeepArgumentsAlive : Task
{
    [Required]
    public string Source { get; set; }

    [Required]
    public string Destination { get; set; }

    public override bool Execute()
    {
        try
        {
            var assembly = new Assembly(File.ReadAllBytes(Source));
            assembly.DisableOptimizations();
            Replace(Destination, assembly.Bytes);
        }
        catch (Exception e) when (e is IOException || e is InvalidDataException || e is UnauthorizedAccessException)
        {
            Log.LogError(
                "{0} cannot be prepared: {1} This step was made for TorchSharp 0.107.0: see whether it is still "
                    + "needed.",
                Source,
                e.Message
            );
        }

        return !Log.HasLoggedErrors;
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

    /// <summary>A .NET assembly as it lies in its file (ECMA-335, II.24 and II.25).</summary>
    private sealed class Assembly
    {
        // [assembly: Debuggable(DebuggingModes)]: an int32 between the marks of an attribute's value, with its length
        // in front. The runtime heeds DisableOptimizations (0x100) only together with Default (0x1).
        private static readonly byte[] Released = { 8, 1, 0, 0x02, 0x00, 0, 0, 0, 0 };
        private static readonly byte[] Unoptimized = { 8, 1, 0, 0x03, 0x01, 0, 0, 0, 0 };

        // In the table of attributes: that one belongs to the assembly.
        private static readonly byte[] OfAssembly = { 0x2E, 0, 0, 0 };

        private readonly int _metadataSize,
            _root,
            _sectionSize,
            _sectionEnd,
            _slack;

        public Assembly(byte[] bytes)
        {
            Bytes = bytes;
            var header = Word(0x3C);
            var optional = header + 24;
            var directories = optional + (Half(optional) == 0x10B ? 96 : 112);
            var sections = Enumerable
                .Range(0, Half(header + 6))
                .Select(i => optional + Half(header + 20) + i * 40)
                .ToList();
            int Place(int address)
            {
                var section = SectionOf(sections, address);
                return address - Word(section + 12) + Word(section + 20);
            }

            var cli = Place(Word(directories + 14 * 8));
            var metadata = Word(cli + 8);
            (_metadataSize, _root) = (cli + 12, Place(metadata));

            // A section is padded to whole blocks of the file.
            _sectionSize = SectionOf(sections, metadata) + 8;
            _sectionEnd = Word(_sectionSize + 12) + Word(_sectionSize);
            _slack = Word(_sectionSize + 8) - Word(_sectionSize);
        }

        public byte[] Bytes { get; }

        /// <summary>
        /// Gives the attribute a value of its own: equal values share their place, and the old one is also that of
        /// calling conventions. The new one goes into the padding behind the metadata, up to which the heap of values
        /// is stretched.
        /// </summary>
        public void DisableOptimizations()
        {
            var (heap, heapSize) = Heap("#Blob");
            var old = Only(Released, heap, heap + Word(heapSize), "one value like that of its DebuggableAttribute");
            var (tables, tablesSize) = Heap("#~");
            var holders = Enumerable
                .Range(tables, Word(tablesSize) - 12)
                .Where(row => IsAt(row, OfAssembly))
                .SelectMany(row => new[] { row + 6, row + 8 })
                .Where(value => Word(value) == old - heap)
                .ToList();
            if (holders.Count != 1 || _slack < Unoptimized.Length)
                throw new InvalidDataException("its DebuggableAttribute is not where it was expected.");

            Unoptimized.CopyTo(Bytes, _sectionEnd);
            var end = _sectionEnd + Unoptimized.Length;
            Write(holders[0], _sectionEnd - heap);
            Write(heapSize, end - heap);
            Write(_metadataSize, end - _root);
            Write(_sectionSize, Word(_sectionSize) + Unoptimized.Length);
        }

        /// <summary>Where a heap of the metadata begins, and where its size stands.</summary>
        private (int Start, int Size) Heap(string name)
        {
            if (!IsAt(_root, Encoding.ASCII.GetBytes("BSJB")))
                throw new InvalidDataException("it is no .NET assembly.");

            // Behind signature, versions and a text of given length: flags, the number of heaps, and a header for each.
            var header = _root + 16 + Word(_root + 12);
            var count = Half(header + 2);
            header += 4;
            for (var i = 0; i < count; i++)
            {
                var end = Array.IndexOf(Bytes, (byte)0, header + 8);
                var found = Encoding.ASCII.GetString(Bytes, header + 8, end - header - 8);
                if (found == name)
                    return (_root + Word(header), header + 4);

                header += 8 + (found.Length / 4 + 1) * 4;
            }

            throw new InvalidDataException("it has no heap " + name + ".");
        }

        private int Only(byte[] part, int start, int end, string what)
        {
            var places = Enumerable
                .Range(start, end - start - part.Length)
                .Where(place => IsAt(place, part))
                .Take(2)
                .ToList();
            return places.Count == 1 ? places[0] : throw new InvalidDataException("it has not just " + what + ".");
        }

        private int SectionOf(IEnumerable<int> sections, int address) =>
            sections
                .Where(section => address >= Word(section + 12) && address < Word(section + 12) + Word(section + 8))
                .DefaultIfEmpty(-1)
                .First()
                is var found
            && found >= 0
                ? found
                : throw new InvalidDataException("it is no .NET assembly.");

        private bool IsAt(int place, byte[] part)
        {
            for (var i = 0; i < part.Length; i++)
            {
                if (Bytes[place + i] != part[i])
                    return false;
            }

            return true;
        }

        private void Write(int place, int value) => BitConverter.GetBytes(value).CopyTo(Bytes, place);

        private int Word(int place) => BitConverter.ToInt32(Bytes, place);

        private int Half(int place) => BitConverter.ToUInt16(Bytes, place);
    }
}
