using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>A double-array trie as the Darts-clone library stores it: keys of bytes, each with a number.</summary>
internal sealed class CharsTrie
{
    private readonly uint[] units;

    /// <exception cref="InvalidDataException">There are places outside.</exception>
    public CharsTrie(ReadOnlySpan<byte> bytes)
    {
        units = MemoryMarshal.Cast<byte, uint>(bytes).ToArray();
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(units, units);
        if (units.Length == 0)
            throw Damaged();
        CheckAll();
    }

    /// <summary>The numbers of all keys.</summary>
    public HashSet<int> Values { get; } = [];

    /// <summary>The number of the shortest key that <paramref name="text"/> begins with; negative if there is none. A zero byte ends the text.</summary>
    public int FindShortestPrefix(ReadOnlySpan<byte> text)
    {
        uint node = OffsetOf(units[0]);
        foreach (byte b in text)
        {
            if (b == 0)
                break;
            uint at = node ^ b;
            if (LabelOf(units[at]) != b)
                return -1;
            node = at ^ OffsetOf(units[at]);
            if (HasNumber(units[at]))
                return NumberOf(units[node]);
        }
        return -1;
    }

    /// <summary>Checks every node that a text can lead to, so that lookups need no checks.</summary>
    private void CheckAll()
    {
        var seen = new bool[units.Length];
        Stack<uint> nodes = [];
        Visit(OffsetOf(units[0]));
        while (nodes.TryPop(out uint node))
        {
            for (uint b = 1; b <= byte.MaxValue; b++)
            {
                uint at = Checked(node ^ b);
                if (LabelOf(units[at]) != b)
                    continue;
                uint next = Checked(at ^ OffsetOf(units[at]));
                if (HasNumber(units[at]))
                    Values.Add(NumberOf(units[next]));
                Visit(next);
            }
        }

        void Visit(uint node)
        {
            if (seen[Checked(node)])
                return;
            seen[node] = true;
            nodes.Push(node);
        }
    }

    private uint Checked(uint at) => at < (uint)units.Length ? at : throw Damaged();

    private static bool HasNumber(uint unit) => (unit & 0x100) != 0;

    private static int NumberOf(uint unit) => (int)(unit & 0x7FFFFFFF);

    private static uint LabelOf(uint unit) => unit & 0x800000FF;

    private static uint OffsetOf(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private static InvalidDataException Damaged() => new("The map of characters (precompiled_charsmap) has keys that lead outside of it.");
}
