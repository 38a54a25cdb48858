using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using SentimentExperiment;

namespace QuickStart.Prediction;

/// <summary>What an application does with the zip. There is no registration and no other file: the zip has the embedder in it.</summary>
internal static class SavedModel
{
    public static void Classify(string zip, IEnumerable<string> sentences, TextWriter output)
    {
        var ml = new MLContext();
        var model = Load(ml, zip);
        using var engine = ml.Model.CreatePredictionEngine<Review, Sentiment>(model);
        foreach (string sentence in sentences)
        {
            var sentiment = engine.Predict(new Review { Sentence = sentence });
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {(sentiment.IsPositive ? "positive" : "negative")} ({sentiment.Probability:F2})  {sentence}"));
        }
    }

    private static ITransformer Load(MLContext ml, string zip)
    {
        try
        {
            return ml.Model.Load(zip, out _);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or TargetInvocationException)
        {
            throw new InvalidDataException($"'{zip}' holds no model of ML.NET, or only a part of one: {e.GetBaseException().Message} Run without '--predict' to write it again.", e);
        }
    }
}
