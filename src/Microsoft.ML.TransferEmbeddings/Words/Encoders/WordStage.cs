namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>What the stages of word vectors have in common.</summary>
internal static class WordStage
{
    /// <summary>The input column; the output column where none is named.</summary>
    /// <exception cref="NotSupportedException">The vectors are to be referred to.</exception>
    public static string InputColumn(EmbeddingStageOptions options, string outputColumn) => options.Storage == ModelStorage.Embedded
        ? options.InputColumnName ?? outputColumn
        : throw new NotSupportedException(
            $"Word and key vectors have no model folder that a saved pipeline could refer to. Leave {nameof(options.Storage)} at {ModelStorage.Embedded}.");
}
