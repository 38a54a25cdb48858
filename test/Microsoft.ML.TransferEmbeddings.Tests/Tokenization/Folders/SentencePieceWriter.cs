using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Folders;

/// <summary>Writes SentencePiece's model file: pieces in field 1, the trainer in 2, the normalizer in 3.</summary>
internal static class SentencePieceWriter
{
    public const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Byte = 6;
    public const int Unigram = 1, BytePairs = 2;

    public static byte[] Write(IEnumerable<(string Piece, double Score, int Type)> pieces, int unknownId = 0, byte[]? charsMap = null, int modelType = Unigram)
    {
        var file = new List<byte>();
        foreach (var (piece, score, type) in pieces)
        {
            var message = new List<byte>();
            AddBytes(message, 1, Encoding.UTF8.GetBytes(piece));
            message.Add((2 << 3) | 5);
            byte[] bits = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(bits, (float)score);
            message.AddRange(bits);
            AddNumber(message, 3, type);
            AddBytes(file, 1, [.. message]);
        }
        var trainer = new List<byte>();
        AddNumber(trainer, 3, modelType);
        AddNumber(trainer, 40, unknownId);
        AddBytes(file, 2, [.. trainer]);
        var normalizer = new List<byte>();
        AddBytes(normalizer, 2, charsMap ?? []);
        AddBytes(file, 3, [.. normalizer]);
        return [.. file];
    }

    private static void AddBytes(List<byte> message, int field, byte[] value)
    {
        AddVarint(message, (field << 3) | 2);
        AddVarint(message, value.Length);
        message.AddRange(value);
    }

    private static void AddNumber(List<byte> message, int field, int value)
    {
        AddVarint(message, field << 3);
        AddVarint(message, value);
    }

    private static void AddVarint(List<byte> message, int value)
    {
        for (; value >= 0x80; value >>= 7)
            message.Add((byte)(value | 0x80));
        message.Add((byte)value);
    }
}
