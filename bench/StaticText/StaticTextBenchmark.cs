using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.StaticText;

/// <summary>A static model beside the stage that ML.NET users reach for without one.</summary>
internal static class StaticTextBenchmark
{
    private const int Rows = 300_000;

    /// <summary>Four of Banking77's questions have about 53 tokens.</summary>
    private const int TextsOfLongOne = 4;

    /// <summary>The texts as they are, and long ones made of them.</summary>
    /// <param name="model">The model; the embedded one where it is null.</param>
    /// <param name="corpus">The texts.</param>
    /// <param name="rounds">How often each way is measured.</param>
    public static Section[] Run(TextEmbeddingModel? model, TextCorpus corpus, int rounds) =>
        [RunOne(model, corpus, Rows, rounds), RunOne(model, corpus.Join(TextsOfLongOne), Rows / TextsOfLongOne, rounds)];

    private static Section RunOne(TextEmbeddingModel? model, TextCorpus corpus, int rows, int rounds)
    {
        var ml = MeasuredContext.Create();
        var texts = corpus.Repeat(rows).ToDataView(ml);
        var featurizeText = ml.Transforms.Text.FeaturizeText("Features", "Text").Fit(texts);
        Way[] ways =
        [
            new VectorColumnWay("EmbedText, all processors", Embed(null), "Embedding", rows),
            new VectorColumnWay("EmbedText, one thread", Embed(new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 1 }), "Embedding", rows),
            new VectorColumnWay("FeaturizeText, fitted before", featurizeText.Transform(texts), "Features", rows),
        ];
        return new Section(
            $"{(model is null ? "The embedded model" : "A static model")}, {corpus.Name}",
            $"{corpus.Texts.Count:N0} texts of {corpus.Texts.Average(text => text.Length):F0} characters and {corpus.Texts.Average(CountTokens):F0} tokens on average, repeated up to {rows:N0} rows.",
            RateTable.Create(InterleavedRounds.Measure(ways, rounds)));

        IDataView Embed(EmbeddingExecutionOptions? execution) =>
            ml.Transforms.Text.EmbedText("Embedding", new() { InputColumnName = "Text", Model = model, Execution = execution }).Fit(texts).Transform(texts);

        int CountTokens(string text)
        {
            var ids = new System.Buffers.ArrayBufferWriter<int>();
            (model ?? TextEmbeddingModel.Default).TextDefinition.Tokenizer.Encode(text, ids, addSpecialTokens: false);
            return ids.WrittenCount;
        }
    }
}
