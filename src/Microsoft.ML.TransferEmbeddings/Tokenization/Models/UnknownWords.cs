namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>The error for a word that a vocabulary without an unknown token can't spell.</summary>
internal static class UnknownWords
{
    public static InvalidOperationException Error(ReadOnlySpan<char> word, string fileName, string? unknownToken) =>
        new($"The vocabulary of '{fileName}' can't spell '{(word.Length > 40 ? word[..40] : word)}', and " +
            (unknownToken is null ? "it names no unknown token." : $"its unknown token '{unknownToken}' is not in it.") +
            " Use the tokenizer file that came with the model, or leave such texts out.");
}
