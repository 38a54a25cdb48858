using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.StaticText;

/// <summary>The model inside the package beside the stage that ML.NET users reach for without one.</summary>
internal static class StaticTextBenchmark
{
    private const int Rows = 300_000;

    public static Section Run(TextCorpus corpus, int rounds)
    {
        var ml = new MLContext();
        var texts = corpus.Repeat(Rows).ToDataView(ml);
        Way[] ways =
        [
            new VectorColumnWay("EmbedText, all processors", Embed(EmbeddingExecutionOptions.Default), "Embedding", Rows),
            new VectorColumnWay("EmbedText, one thread", Embed(new EmbeddingExecutionOptions { DegreeOfParallelism = 1 }), "Embedding", Rows),
            new VectorColumnWay("FeaturizeText, fitted before", ml.Transforms.Text.FeaturizeText("Features", "Text").Fit(texts).Transform(texts), "Features", Rows),
        ];
        return new Section(
            $"The embedded model, {corpus.Name}",
            $"{corpus.Texts.Count:N0} texts of {corpus.Texts.Average(text => text.Length):F0} characters on average, repeated up to {Rows:N0} rows.",
            RateTable.Create(InterleavedRounds.Measure(ways, rounds)));

        IDataView Embed(EmbeddingExecutionOptions execution) => ml.Transforms.Text.EmbedText("Embedding", "Text", execution: execution).Fit(texts).Transform(texts);
    }
}
