using System.Buffers.Binary;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Unicode;

/// <summary>A map of SentencePiece's normalizer with the one key "a".</summary>
internal static class SmallCharsMap
{
    public static byte[] Write(ReadOnlySpan<byte> replacements)
    {
        const int units = 0x400, root = 0x100, leaf = 0x200;
        byte[] bytes = new byte[sizeof(uint) * (units + 1) + replacements.Length];
        void Write(int unit, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(sizeof(uint) * (unit + 1)), value);
        Write(-1, units * sizeof(uint));
        Write(0, root << 10);
        Write(root ^ 'a', (leaf << 10) | 0x100 | 'a');
        Write(root ^ 'a' ^ leaf, 0x80000000);
        replacements.CopyTo(bytes.AsSpan(sizeof(uint) * (units + 1)));
        return bytes;
    }
}
