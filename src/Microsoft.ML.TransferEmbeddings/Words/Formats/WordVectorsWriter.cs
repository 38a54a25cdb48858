using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>Writes word2vec's text and binary formats. A word that would not come back as it was is refused before a byte is written.</summary>
internal static class WordVectorsWriter
{
    private const int FlushBytes = 1 << 20, LongestNumber = 32;

    public static void WriteText(WordTable table, string path)
    {
        RequireWords(table, path, word =>
            word.Contains('\n') ? "with a line feed"
            : word is [.., ' ' or '\t'] ? "with a space or a tab at its end"
            : word.AsSpan().ContainsAny(' ', '\t') && TextFields.CountNumbers(Encoding.UTF8.GetBytes($"- {word}")) > 0 ? "with a space or a tab and a number at its end"
            : null);
        AtomicFile.Write(path, stream => Write(stream, table, (row, output) =>
        {
            foreach (float value in table.Row(row))
            {
                output.Write(" "u8);
                value.TryFormat(output.GetSpan(LongestNumber), out int length, default, CultureInfo.InvariantCulture);
                output.Advance(length);
            }
        }));
    }

    public static void WriteBinary(WordTable table, string path)
    {
        RequireWords(table, path, word => word.Contains(' ') ? "with a space" : word.Contains('\n') ? "with a line feed" : null);
        AtomicFile.Write(path, stream => Write(stream, table, (row, output) =>
        {
            output.Write(" "u8);
            output.Write(MemoryMarshal.AsBytes(table.Row(row)));
        }));
    }

    private static void Write(Stream stream, WordTable table, Action<int, ArrayBufferWriter<byte>> writeVector)
    {
        var output = new ArrayBufferWriter<byte>(2 * FlushBytes);
        output.Write(Encoding.UTF8.GetBytes($"{table.Count} {table.Dimension}\n"));
        for (int row = 0; row < table.Count; row++)
        {
            Encoding.UTF8.GetBytes(table.Words[row], output);
            writeVector(row, output);
            output.Write("\n"u8);
            if (output.WrittenCount < FlushBytes)
                continue;
            stream.Write(output.WrittenSpan);
            output.ResetWrittenCount();
        }
        stream.Write(output.WrittenSpan);
    }

    private static void RequireWords(WordTable table, string path, Func<string, string?> problemOf)
    {
        foreach (string word in table.Words)
        {
            string? problem = UnicodeText.IsValid(word) ? problemOf(word) : "that is not valid Unicode";
            if (problem is not null)
            {
                throw new InvalidOperationException(
                    $"'{path}' can't be written: a word {problem}, \"{ShownText.Of(word)}\", can't be stored in this format. Use the other format, or leave the word out.");
            }
        }
    }
}
