using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

/// <summary>
/// Makes a native library of Linux (ELF, 64 bits) do without a version of a library that it was linked with: the version becomes optional, and the one function that it
/// was wanted for another one of that library. See https://refspecs.linuxbase.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html for the tables.
/// </summary>
internal static class VersionNeed
{
    private const int SymbolTable = 11, VersionNeeds = 0x6ffffffe, SymbolVersions = 0x6fffffff;
    private const int SectionHeaderLength = 64, SymbolLength = 24, VersionLength = sizeof(ushort);
    private const ushort WeakFlag = 2;

    /// <param name="library">The library's content; it does not change.</param>
    /// <param name="version">The version to do without.</param>
    /// <param name="function">The one function of that version that the library calls.</param>
    /// <param name="substitute">A function that it calls instead, of a version that it needs anyway.</param>
    /// <returns>The changed library; null if it does not need the version.</returns>
    /// <exception cref="FormatException">It is damaged, no such library, or needs more of the version than the function.</exception>
    public static byte[]? MakeOptional(ReadOnlySpan<byte> library, string version, string function, string substitute)
    {
        byte[] changed = library.ToArray();
        try
        {
            return MakeOptional(changed.AsSpan(), version, function, substitute) ? changed : null;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new FormatException("it ends in the middle of a table", e);
        }
    }

    private static bool MakeOptional(Span<byte> library, string version, string function, string substitute)
    {
        if (!library.StartsWith((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new FormatException("it is no library of a 64-bit Linux");
        var needs = FindSection(library, VersionNeeds);
        if (MakeWeak(library, needs, version) is not { } number)
            return false;

        var symbols = FindSection(library, SymbolTable);
        var versions = Content(library, FindSection(library, SymbolVersions));
        var table = Content(library, symbols);
        var names = Names(library, symbols);
        int count = table.Length / SymbolLength;
        if (versions.Length < count * VersionLength)
            throw new FormatException("it has fewer versions than symbols");
        int other = FindSymbol(table, names, substitute);
        for (int i = 0; i < count; i++)
        {
            var own = versions[(i * VersionLength)..];
            if (BinaryPrimitives.ReadUInt16LittleEndian(own) != number)
                continue;
            var symbol = table.Slice(i * SymbolLength, SymbolLength);
            string name = NameAt(names, BinaryPrimitives.ReadUInt32LittleEndian(symbol));
            if (name != function)
                throw new FormatException($"it needs '{name}' of {version}, for which nothing else is known");
            table.Slice(other * SymbolLength, sizeof(uint)).CopyTo(symbol);
            versions.Slice(other * VersionLength, VersionLength).CopyTo(own);
        }
        return true;
    }

    /// <returns>The number that symbols have the version by; null where the library does not need it.</returns>
    private static ushort? MakeWeak(Span<byte> library, Section section, string version)
    {
        var needs = Content(library, section);
        var names = Names(library, section);
        // An entry for each library that is needed, and for each of its versions one in a list of its own. Offsets lead forward, so that both lists end.
        for (int entry = 0; ;)
        {
            var need = needs[entry..];
            int versions = BinaryPrimitives.ReadUInt16LittleEndian(need[2..]), at = checked(entry + ReadOffset(need[8..]));
            for (int i = 0; i < versions; i++)
            {
                var item = needs[at..];
                if (NameAt(names, BinaryPrimitives.ReadUInt32LittleEndian(item[8..])) == version)
                {
                    var flags = item[4..];
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag));
                    return BinaryPrimitives.ReadUInt16LittleEndian(item[6..]);
                }
                at = checked(at + ReadOffset(item[12..]));
            }
            int next = ReadOffset(need[12..]);
            if (next == 0)
                return null;
            entry = checked(entry + next);
        }
    }

    private static int FindSymbol(ReadOnlySpan<byte> table, ReadOnlySpan<byte> names, string name)
    {
        for (int i = 0; i < table.Length / SymbolLength; i++)
        {
            if (NameAt(names, BinaryPrimitives.ReadUInt32LittleEndian(table[(i * SymbolLength)..])) == name)
                return i;
        }
        throw new FormatException($"it does not call '{name}'");
    }

    private static Section FindSection(ReadOnlySpan<byte> library, int type)
    {
        int count = BinaryPrimitives.ReadUInt16LittleEndian(library[60..]);
        for (int i = 0; i < count; i++)
        {
            var section = SectionAt(library, i);
            if (section.Type == type)
                return section;
        }
        throw new FormatException("it has no versions of symbols");
    }

    private static Section SectionAt(ReadOnlySpan<byte> library, int index)
    {
        var header = library[checked((int)BinaryPrimitives.ReadUInt64LittleEndian(library[40..]) + index * SectionHeaderLength)..];
        return new Section(
            BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
            checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[24..])),
            checked((int)BinaryPrimitives.ReadUInt64LittleEndian(header[32..])),
            BinaryPrimitives.ReadInt32LittleEndian(header[40..]));
    }

    private static Span<byte> Content(Span<byte> library, Section section) => library.Slice(section.Offset, section.Length);

    /// <summary>The names that a table's entries refer to.</summary>
    private static ReadOnlySpan<byte> Names(ReadOnlySpan<byte> library, Section section)
    {
        var names = SectionAt(library, section.Link);
        return library.Slice(names.Offset, names.Length);
    }

    private static int ReadOffset(ReadOnlySpan<byte> bytes) => checked((int)BinaryPrimitives.ReadUInt32LittleEndian(bytes));

    private static string NameAt(ReadOnlySpan<byte> names, uint offset)
    {
        var name = names[checked((int)offset)..];
        int end = name.IndexOf((byte)0);
        return end < 0 ? throw new FormatException("a name has no end") : Encoding.UTF8.GetString(name[..end]);
    }

    /// <param name="Type">What is in it.</param>
    /// <param name="Offset">In the file.</param>
    /// <param name="Length">In bytes.</param>
    /// <param name="Link">The section with its names.</param>
    private readonly record struct Section(int Type, int Offset, int Length, int Link);
}
