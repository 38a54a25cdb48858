using Microsoft.ML;
using Microsoft.ML.TransferEmbeddings;

namespace SentimentExperiment;

/// <summary>The 1,000 labelled restaurant reviews beside the program.</summary>
public static class YelpReviews
{
    private static string FilePath => Path.Combine(AppContext.BaseDirectory, "data", "sentiment_labelled_sentences", "yelp_labelled.txt");

    /// <remarks>The file knows no quoting: a quotation mark is part of its sentence.</remarks>
    public static IDataView Load(MLContext ml) =>
        ml.Data.LoadFromTextFile<Review>(FilePath, separatorChar: '\t', hasHeader: false, allowQuoting: false);

    /// <summary>Embeds every sentence once. All draws and all trainers use these vectors.</summary>
    public static IReadOnlyList<EmbeddedReview> Embed(TextEmbeddingModel model)
    {
        var ml = new MLContext();
        var reviews = Load(ml);
        using var embedder = ml.Transforms.Text.EmbedText(nameof(EmbeddedReview.Embedding), nameof(Review.Sentence), model).Fit(reviews);
        return [.. ml.Data.CreateEnumerable<EmbeddedReview>(embedder.Transform(reviews), reuseRowObject: false)];
    }
}
