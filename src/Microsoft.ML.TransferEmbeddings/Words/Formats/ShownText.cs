using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>A piece of a file in a message: short, on one line.</summary>
internal static class ShownText
{
    private const int MostCharacters = 60;

    public static string Of(ReadOnlySpan<byte> utf8) => Of(Encoding.UTF8.GetString(utf8.Length > 4 * MostCharacters ? utf8[..(4 * MostCharacters)] : utf8));

    public static string Of(string text)
    {
        string line = string.Concat(text.Take(MostCharacters).Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > MostCharacters ? line + "…" : line;
    }
}
