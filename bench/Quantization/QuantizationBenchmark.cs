using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Quantization;

/// <summary>A network with 8-bit weights beside the same with Float weights.</summary>
internal static class QuantizationBenchmark
{
    private const int SampleTexts = 200;

    private static readonly (string Name, int Tokens)[] Batches =
        [("default batches", EmbeddingExecutionOptions.Default.MaxBatchTokens), ("batches of 64 tokens", 64), ("a text a run", 1)];

    public static Section Run(string modelFolder, TextCorpus corpus, int rounds)
    {
        using var model = TextEmbeddingModel.FromDirectory(modelFolder);
        var result = model.Quantize(new WeightQuantizationOptions { SampleTexts = [.. corpus.Take(SampleTexts).Texts] });
        using var quantized = result.Model;
        var ml = MeasuredContext.Create();
        var texts = corpus.ToDataView(ml);
        Way[] ways =
        [
            .. Batches.SelectMany(batch => new[]
            {
                new VectorColumnWay($"8-bit weights, {batch.Name}", Transform(quantized, batch.Tokens), "Embedding", corpus.Texts.Count),
                new VectorColumnWay($"Float weights, {batch.Name}", Transform(model, batch.Tokens), "Embedding", corpus.Texts.Count),
            }),
        ];
        return new Section(
            $"{Path.GetFileName(modelFolder)}, {corpus.Name}, 8-bit weights",
            $"{corpus.Texts.Count:N0} texts. {result.Report}.",
            RateTable.Create(InterleavedRounds.Measure(ways, rounds)));

        IDataView Transform(TextEmbeddingModel encoder, int batchTokens) =>
            ml.Transforms.Text.EmbedText("Embedding", new() { InputColumnName = "Text", Model = encoder, Execution = new() { MaxBatchTokens = batchTokens } })
                .Fit(texts)
                .Transform(texts);
    }
}
