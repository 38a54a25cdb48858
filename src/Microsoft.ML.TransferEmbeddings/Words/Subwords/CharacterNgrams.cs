using System.Buffers;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Words.Subwords;

/// <summary>
/// The n-grams of characters that fastText takes of a word (Bojanowski et al. 2017, https://arxiv.org/abs/1607.04606): of the word between &lt; and &gt;, where a
/// character is a sequence of UTF-8, and a bracket alone is not an n-gram.
/// </summary>
internal static class CharacterNgrams
{
    private const uint OffsetBasis = 2_166_136_261, Prime = 16_777_619;
    private const int BytesOnStack = 256;

    /// <summary>FNV-1a, over bytes as C++ has them on most machines: signed, and their sign goes into the upper bits.</summary>
    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        uint hash = OffsetBasis;
        foreach (byte value in bytes)
            hash = Add(hash, value);
        return hash;
    }

    /// <summary>Appends the hashes of a word's n-grams, in the order of their first characters and then of their lengths.</summary>
    public static void AddHashes(ReadOnlySpan<char> word, int shortest, int longest, List<uint> hashes)
    {
        int most = Encoding.UTF8.GetMaxByteCount(word.Length);
        byte[]? rented = most > BytesOnStack ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[BytesOnStack];
        AddHashes(utf8[..Encoding.UTF8.GetBytes(word, utf8)], shortest, longest, hashes);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>As above, of a word in bytes, which need not be UTF-8.</summary>
    public static void AddHashes(ReadOnlySpan<byte> word, int shortest, int longest, List<uint> hashes)
    {
        int length = word.Length + 2;
        byte[]? rented = length > BytesOnStack ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> bytes = (rented ?? stackalloc byte[BytesOnStack])[..length];
        bytes[0] = (byte)'<';
        word.CopyTo(bytes[1..]);
        bytes[^1] = (byte)'>';
        for (int start = 0; start < bytes.Length; start++)
        {
            if (!IsContinuation(bytes[start]))
                AddFrom(bytes, start, shortest, longest, hashes);
        }
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    private static void AddFrom(ReadOnlySpan<byte> bytes, int start, int shortest, int longest, List<uint> hashes)
    {
        uint hash = OffsetBasis;
        int end = start;
        for (int n = 1; n <= longest && end < bytes.Length; n++)
        {
            do
                hash = Add(hash, bytes[end++]);
            while (end < bytes.Length && IsContinuation(bytes[end]));
            if (n >= shortest && !(n == 1 && (start == 0 || end == bytes.Length)))
                hashes.Add(hash);
        }
    }

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    private static uint Add(uint hash, byte value) => (hash ^ (uint)(sbyte)value) * Prime;
}
