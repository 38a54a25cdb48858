using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

/// <summary>
/// SentencePiece's precompiled map of characters, applied as the original does: a grapheme cluster of less than six bytes is replaced as a whole by what
/// its shortest known beginning stands for; else each of its code points is replaced by itself. Threads may share it.
/// </summary>
internal sealed class CharsMap
{
    private const int ClusterBytes = 6, AsciiCount = 128, MaxUtf8 = 4;

    private readonly CharsTrie trie;
    private readonly Dictionary<int, string> replacements = [];
    private readonly string?[] ascii = new string?[AsciiCount];

    /// <param name="precompiled">The bytes of "precompiled_charsmap", no longer in base 64.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a map.</exception>
    public CharsMap(ReadOnlyMemory<byte> precompiled)
    {
        var bytes = precompiled.Span;
        if (bytes.Length < sizeof(uint))
            throw new InvalidDataException("The map of characters (precompiled_charsmap) is too short to have a size.");
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        bytes = bytes[sizeof(uint)..];
        if (size > bytes.Length)
            throw new InvalidDataException($"The map of characters (precompiled_charsmap) says it has {size} bytes of keys, of {bytes.Length} that follow.");
        // A rest of less than a number belongs to the replacements, in the original as well.
        int keys = (int)size / sizeof(uint) * sizeof(uint);
        trie = new(bytes[..keys]);
        var texts = bytes[keys..];
        int left = texts.Length;
        foreach (int value in trie.Values)
        {
            // Each has a place of its own: a long one that many keys share an end of would take memory without bound.
            var text = ReplacementAt(texts, value);
            left -= text.Length;
            replacements[value] = left >= 0
                ? Decode(text, value)
                : throw new InvalidDataException("The map of characters (precompiled_charsmap) has replacements that overlap.");
        }
        for (int c = 0; c < AsciiCount; c++)
            ascii[c] = Find([(byte)c]);
    }

    /// <summary>Replaces <paramref name="output"/> by what the map makes of <paramref name="input"/>.</summary>
    public void Normalize(NormalizedText input, NormalizedText output)
    {
        output.Clear(input);
        var text = input.Chars;
        var writer = new CharsMapWriter(new(input, output));
        Span<byte> utf8 = stackalloc byte[ClusterBytes + MaxUtf8];
        for (int i = 0; i < text.Length;)
        {
            char c = text[i];
            bool isAlone = c < AsciiCount && (i + 1 == text.Length || (text[i + 1] < AsciiCount && (c != '\r' || text[i + 1] != '\n')));
            if (isAlone)
            {
                writer.Replace(1, c, ascii[c]);
                i++;
                continue;
            }
            int end = GraphemeClusters.EndOf(text, i);
            if (FindCluster(text[i..end], utf8, out int count) is { } replacement)
                writer.Replace(count, 0, replacement);
            else
                ReplaceEach(text[i..end], utf8, ref writer);
            i = end;
        }
        writer.Flush();
    }

    private string? FindCluster(ReadOnlySpan<char> cluster, Span<byte> utf8, out int count)
    {
        count = 0;
        int length = 0;
        for (int i = 0; i < cluster.Length; count++)
        {
            var (codePoint, units) = CodePoints.Decode(cluster, i);
            length += new Rune(codePoint).EncodeToUtf8(utf8[length..]);
            if (length >= ClusterBytes)
                return null;
            i += units;
        }
        return Find(utf8[..length]);
    }

    private void ReplaceEach(ReadOnlySpan<char> cluster, scoped Span<byte> utf8, ref CharsMapWriter writer)
    {
        for (int i = 0; i < cluster.Length;)
        {
            var (codePoint, units) = CodePoints.Decode(cluster, i);
            writer.Replace(1, codePoint, Find(utf8[..new Rune(codePoint).EncodeToUtf8(utf8)]));
            i += units;
        }
    }

    private string? Find(ReadOnlySpan<byte> key) => trie.FindShortestPrefix(key) is var value and >= 0 ? replacements[value] : null;

    private static ReadOnlySpan<byte> ReplacementAt(ReadOnlySpan<byte> texts, int start)
    {
        if (start > texts.Length)
            throw new InvalidDataException($"The map of characters (precompiled_charsmap) has no replacement at {start}.");
        var text = texts[start..];
        int end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    private static string Decode(ReadOnlySpan<byte> text, int start)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"The map of characters (precompiled_charsmap) has a replacement at {start} that is not UTF-8.", e);
        }
    }
}
