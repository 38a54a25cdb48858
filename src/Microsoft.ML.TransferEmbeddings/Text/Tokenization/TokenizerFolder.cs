namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

internal static class TokenizerFolder
{
    public static TokenizerPipeline Load(string folder) => throw new NotSupportedException(folder);
}
