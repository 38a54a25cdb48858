namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>Every format that the core reads, by name.</summary>
internal static class CoreTargets
{
    private static readonly string[] WordFormats =
        [WordVectorsTarget.Word2VecText, WordVectorsTarget.Word2VecBinary, WordVectorsTarget.Glove, WordVectorsTarget.FastText, WordVectorsTarget.FastTextQuantized];

    public static IReadOnlyDictionary<string, Func<FuzzTarget>> All { get; } = new Dictionary<string, Func<FuzzTarget>>
    {
        ["zip"] = () => new ZipTarget(),
        ["text-folder"] = () => new TextModelFolderTarget(),
        ["tokenizer-json"] = () => new TokenizerJsonTarget(),
        ["tokenizer-folder"] = () => new TokenizerFolderTarget(isSentencePiece: false),
        ["sentencepiece"] = () => new TokenizerFolderTarget(isSentencePiece: true),
        ["safetensors"] = () => new SafetensorsTarget(),
        ["onnx-text"] = () => new TextGraphTarget(),
        ["onnx-rewriting"] = () => new GraphRewritingTarget(),
        ["recommender"] = () => new RecommenderTarget(),
    }
    .Concat(WordFormats.Select(format => KeyValuePair.Create<string, Func<FuzzTarget>>(format, () => new WordVectorsTarget(format))))
    .Append(KeyValuePair.Create<string, Func<FuzzTarget>>("hub-listing", () => new HubListingTarget()))
    .ToDictionary();
}
