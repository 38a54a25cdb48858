using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

/// <summary>Writes SentencePiece's model file.</summary>
internal static class SentencePieceFile
{
    /// <summary>The model file's message: pieces in field 1, the trainer in 2, the normalizer in 3.</summary>
    public static byte[] Create(IEnumerable<(string Piece, float Score, int Type)> pieces, byte[] charsMap, int unknownId, int modelType)
    {
        var file = new List<byte>();
        foreach (var (piece, score, type) in pieces)
        {
            var message = new List<byte>();
            AddBytes(message, 1, Encoding.UTF8.GetBytes(piece));
            message.Add((2 << 3) | 5);
            byte[] bits = new byte[4];
            BinaryPrimitives.WriteSingleLittleEndian(bits, score);
            message.AddRange(bits);
            AddNumber(message, 3, type);
            AddBytes(file, 1, [.. message]);
        }
        var trainer = new List<byte>();
        AddNumber(trainer, 3, modelType);
        AddNumber(trainer, 40, unknownId);
        AddBytes(file, 2, [.. trainer]);
        var normalizer = new List<byte>();
        AddBytes(normalizer, 2, charsMap);
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
