namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>A pattern in a message: its beginning, where it is longer than anybody reads.</summary>
internal static class ShownPattern
{
    private const int MostCharacters = 200;

    public static string Of(string pattern) => pattern.Length <= MostCharacters ? pattern : $"{pattern.AsSpan(0, MostCharacters)}…";
}
