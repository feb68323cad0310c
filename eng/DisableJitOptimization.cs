using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies an assembly; the copy tells the JIT compiler not to optimise it. TorchScalars.targets says why.
/// MSBuild compiles this file when it needs it, against netstandard2.0, which has no reader of metadata.
/// </summary>
public sealed class DisableJitOptimization : Task
{
    /// <summary>Default and DisableOptimizations of DebuggableAttribute.DebuggingModes; the runtime heeds the second only
    /// together with the first.</summary>
    private const uint NotOptimized = 0x101;

    [Required]
    public string Source { get; set; }

    [Required]
    public string Destination { get; set; }

    public override bool Execute()
    {
        try
        {
            var assembly = File.ReadAllBytes(Source);
            var modes = new Metadata(assembly).DebuggingModes();
            var value = BitConverter.ToUInt32(assembly, modes) | NotOptimized;
            BitConverter.GetBytes(value).CopyTo(assembly, modes);

            Directory.CreateDirectory(Path.GetDirectoryName(Destination));
            var temporary = Destination + ".tmp";
            File.WriteAllBytes(temporary, assembly);
            File.Delete(Destination);
            File.Move(temporary, Destination);
            Log.LogMessage(MessageImportance.Normal, "{0}: will be compiled without optimisation", Path.GetFileName(Source));
        }
        catch (Exception e) when (e is IOException || e is InvalidDataException || e is UnauthorizedAccessException
            || e is ArgumentException || e is IndexOutOfRangeException || e is OverflowException)
        {
            Log.LogError(
                "{0}: the numbers that it passes to libtorch cannot be kept alive (dotnet/TorchSharp#1434): {1} "
                + "Is it the version of TorchSharp that GsFramework names?",
                Source, e.Message);
        }

        return !Log.HasLoggedErrors;
    }

    /// <summary>As much of an assembly's metadata (ECMA-335, part II) as it takes to find an attribute of the assembly.</summary>
    private sealed class Metadata
    {
        private const int ModuleTable = 0x00, TypeRef = 0x01, TypeDef = 0x02, Field = 0x04, Method = 0x06, Param = 0x08,
            InterfaceImpl = 0x09, MemberRef = 0x0a, Constant = 0x0b, CustomAttribute = 0x0c, Permission = 0x0e, Signature = 0x11,
            Event = 0x14, Property = 0x17, ModuleRef = 0x1a, TypeSpec = 0x1b, Assembly = 0x20, AssemblyRef = 0x23, File = 0x26,
            ExportedType = 0x27, Resource = 0x28, GenericParam = 0x2a, MethodSpec = 0x2b, GenericParamConstraint = 0x2c;

        private readonly byte[] _file;
        private readonly int[] _rows = new int[64];
        private readonly int[] _start = new int[CustomAttribute + 1];
        private readonly int[] _size = new int[CustomAttribute + 1];
        private readonly int _strings, _blobs, _stringIndex, _guidIndex, _blobIndex;

        public Metadata(byte[] file)
        {
            _file = file;
            var root = Root();
            var stream = root + 16 + Word(root + 12) + 4;
            int tables = 0, strings = 0, blobs = 0;
            for (int i = 0, count = Half(stream - 2); i < count; i++)
            {
                var name = Text(stream + 8);
                tables = name == "#~" ? root + Word(stream) : tables;
                strings = name == "#Strings" ? root + Word(stream) : strings;
                blobs = name == "#Blob" ? root + Word(stream) : blobs;
                stream += 8 + (name.Length / 4 + 1) * 4;
            }

            if (tables == 0 || strings == 0 || blobs == 0)
                throw new InvalidDataException("it has no table of attributes.");

            (_strings, _blobs) = (strings, blobs);
            (_stringIndex, _guidIndex, _blobIndex) = (HeapIndex(tables, 1), HeapIndex(tables, 2), HeapIndex(tables, 4));

            // The numbers of rows of the tables that there are, one after the other, and then the tables.
            var at = tables + 24;
            var present = BitConverter.ToUInt64(file, tables + 8);
            for (var table = 0; table < 64; table++)
            {
                if ((present >> table & 1) != 0)
                {
                    _rows[table] = Word(at);
                    at += 4;
                }
            }

            for (var table = 0; table <= CustomAttribute; table++)
            {
                (_start[table], _size[table]) = (at, RowSize(table));
                at += _rows[table] * _size[table];
            }
        }

        /// <summary>Where the modes of the assembly's DebuggableAttribute stand in the file.</summary>
        public int DebuggingModes()
        {
            // A coded index keeps the kind of table in its low bits: 14 of 32 is the assembly, 3 of 8 a member elsewhere.
            var found = Enumerable.Range(0, _rows[CustomAttribute])
                .Select(row => _start[CustomAttribute] + row * _size[CustomAttribute])
                .Where(row => Index(row, Parent) == (1 << 5 | 14) && IsDebuggable(Index(row + Parent, Constructor)))
                .ToList();
            if (found.Count != 1)
                throw new InvalidDataException("it has " + found.Count + " assembly attributes Debuggable, not one.");

            // The blob's length, 1 as 16 bits, the modes as 32 bits, and no named arguments. The form with two booleans is shorter.
            var blob = _blobs + Index(found[0] + Parent + Constructor, _blobIndex);
            if (_file[blob] != 8 || Half(blob + 1) != 1 || Half(blob + 7) != 0)
                throw new InvalidDataException("its assembly attribute Debuggable does not have DebuggingModes as its argument.");
            return blob + 3;
        }

        private int Parent => Coded(
            5, Method, Field, TypeRef, TypeDef, Param, InterfaceImpl, MemberRef, ModuleTable, Permission, Property, Event, Signature,
            ModuleRef, TypeSpec, Assembly, AssemblyRef, File, ExportedType, Resource, GenericParam, GenericParamConstraint, MethodSpec);

        private int Constructor => Coded(3, Method, MemberRef);

        private bool IsDebuggable(int constructor)
        {
            if ((constructor & 7) != 3)
                return false;

            var type = Index(Row(MemberRef, constructor >> 3), MemberParent);
            return (type & 7) == 1 && Text(_strings + Index(Row(TypeRef, type >> 3) + Scope, _stringIndex)) == "DebuggableAttribute";
        }

        private int MemberParent => Coded(3, TypeDef, TypeRef, ModuleRef, Method, TypeSpec);

        private int Scope => Coded(2, ModuleTable, ModuleRef, AssemblyRef, TypeRef);

        private int TypeDefOrRef => Coded(2, TypeDef, TypeRef, TypeSpec);

        private int RowSize(int table)
        {
            switch (table)
            {
                case ModuleTable: return 2 + _stringIndex + 3 * _guidIndex;
                case TypeRef: return Scope + 2 * _stringIndex;
                case TypeDef: return 4 + 2 * _stringIndex + TypeDefOrRef + Simple(Field) + Simple(Method);
                case Field: return 2 + _stringIndex + _blobIndex;
                case Method: return 8 + _stringIndex + _blobIndex + Simple(Param);
                case Param: return 4 + _stringIndex;
                case InterfaceImpl: return Simple(TypeDef) + TypeDefOrRef;
                case MemberRef: return MemberParent + _stringIndex + _blobIndex;
                case Constant: return 2 + Coded(2, Field, Param, Property) + _blobIndex;
                case CustomAttribute: return Parent + Constructor + _blobIndex;
                default: return Simple(table); // tables of pointers, which compilers leave out
            }
        }

        /// <summary>From the header of the file to that of its managed part, and from there to the metadata.</summary>
        private int Root()
        {
            var header = Word(0x3c);
            if (Half(0) != 0x5a4d || Word(header) != 0x4550)
                throw new InvalidDataException("it is no assembly.");

            var optional = header + 24;
            var directories = optional + (Half(optional) == 0x20b ? 112 : 96);
            var sections = optional + Half(header + 20);
            Func<int, int> offset = address => Enumerable.Range(0, Half(header + 6))
                .Select(i => sections + 40 * i)
                .Where(s => address >= Word(s + 12) && address < Word(s + 12) + Word(s + 16))
                .Select(s => address - Word(s + 12) + Word(s + 20))
                .DefaultIfEmpty(-1)
                .First();

            var root = offset(Word(offset(Word(directories + 14 * 8)) + 8));
            if (root < 0 || Word(root) != 0x424a5342)
                throw new InvalidDataException("it is no managed assembly.");
            return root;
        }

        private int HeapIndex(int tables, int flag) => (_file[tables + 6] & flag) != 0 ? 4 : 2;

        private int Simple(int table) => _rows[table] > 0xffff ? 4 : 2;

        private int Coded(int bits, params int[] tables) => tables.Max(table => _rows[table]) >= 1 << (16 - bits) ? 4 : 2;

        private int Row(int table, int number) => _start[table] + (number - 1) * _size[table];

        private int Index(int at, int size) => size == 2 ? Half(at) : Word(at);

        private string Text(int at) => Encoding.UTF8.GetString(_file, at, Array.IndexOf(_file, (byte)0, at) - at);

        private int Half(int at) => BitConverter.ToUInt16(_file, at);

        private int Word(int at) => checked((int)BitConverter.ToUInt32(_file, at));
    }
}
