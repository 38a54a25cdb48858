namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;

/// <summary>The 1,000 labeled restaurant reviews of <c>samples/data</c>.</summary>
internal static class YelpReviews
{
    /// <summary>Embeds every sentence once. All draws and all trainers use these vectors.</summary>
    public static IReadOnlyList<EmbeddedReview> Embed(TextEmbeddingModel model, string file)
    {
        var ml = new MLContext();
        // The file knows no quoting: a quotation mark is part of its sentence.
        var reviews = ml.Data.LoadFromTextFile<Review>(file, separatorChar: '\t', hasHeader: false, allowQuoting: false);
        using var embedder = ml.Transforms.Text.EmbedText(nameof(EmbeddedReview.Embedding), nameof(Review.Sentence), model).Fit(reviews);
        return [.. ml.Data.CreateEnumerable<EmbeddedReview>(embedder.Transform(reviews), reuseRowObject: false)];
    }
}
