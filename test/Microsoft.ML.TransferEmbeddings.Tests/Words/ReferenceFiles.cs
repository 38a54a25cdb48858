using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words;

/// <summary>Files of word vectors and what gensim answers about them.</summary>
internal static class ReferenceFiles
{
    /// <summary>Text and word2vec's binary format.</summary>
    public static TheoryData<string> Plain { get; } =
    [
        "glove.6B.50d.10k.txt", "glove.twitter.27B.25d.12k.txt", "googlenews-8000-300d.bin",
        "formats/euclidean_vectors.bin", "formats/lee_fasttext.vec", "formats/pang_lee_polarity_fasttext.vec",
    ];

    /// <summary>fastText models with their n-grams.</summary>
    public static TheoryData<string> FastText { get; } =
        ["formats/lee_fasttext.bin", "formats/tiny_fasttext_v12.bin", "formats/tiny_fasttext_supervised.bin", "formats/tiny_fasttext_quantised.ftz"];

    public static WordVectors Load(string file, WordVectorsLoadOptions? options = null) => WordVectors.Load(SharedFiles.Find($"vectors/{file}"), options);

    public static JsonObject Answers(string file)
    {
        string name = Path.GetFileName(file);
        string answers = Path.GetExtension(name) == ".txt" || name.StartsWith("google", StringComparison.Ordinal) || name.StartsWith("euclid", StringComparison.Ordinal)
            ? Path.GetFileNameWithoutExtension(name)
            : name;
        return SharedFiles.Json($"reference/word-vectors/{answers}.expected.json").AsObject();
    }

    public static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(item => (string)item!)];

    public static float[] Numbers(JsonNode? list) => [.. list!.AsArray().Select(item => (float)(double)item!)];
}
