using System.Numerics.Tensors;
using Reporting;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Multimodal;

/// <summary>How often a definition finds its photo among those that no map was fitted on.</summary>
internal sealed class BridgeTable(GlossCorpus corpus)
{
    private static readonly int[] Ranks = [1, 5, 10];

    public Section Measure() => new(
        "The photo of a text",
        $"Share of texts in percent whose own photo is among the nearest 1, 5 or 10 of the {corpus.Items.Count / GlossCorpus.Folds} that were held out: mean of {GlossCorpus.Folds} parts. The map is fitted on the pairs of "
            + "the other four; texts and photos are compared by cosine, less the mean of the training photos.",
        new MarkdownTable(
            ["Map from text to image", .. Ranks.Select(rank => $"nearest {rank}")],
            [
                Row("ridge regression (FitRidge)", (from, to) => EmbeddingMap.FitRidge(from, to)),
                Row("orthogonal Procrustes (FitProcrustes)", EmbeddingMap.FitProcrustes),
                ["chance", .. Ranks.Select(rank => Number.Percent((double)rank * GlossCorpus.Folds / corpus.Items.Count))],
            ]));

    private string[] Row(string name, Func<float[][], float[][], EmbeddingMap> fit)
    {
        var found = new double[Ranks.Length];
        for (int fold = 0; fold < GlossCorpus.Folds; fold++)
        {
            GlossItem[] training = [.. corpus.Items.Where(item => item.Fold != fold)], held = [.. corpus.Items.Where(item => item.Fold == fold)];
            float[][] images = [.. training.Select(item => Unit(item.Image!))];
            var map = fit([.. training.Select(item => Unit(item.Text!))], images);
            var center = EmbeddingMap.FitCentering(images);
            float[][] photos = [.. held.Select(item => center.Apply(Unit(item.Image!)))], texts = [.. held.Select(item => center.Apply(map.Apply(Unit(item.Text!))))];
            for (int row = 0; row < held.Length; row++)
            {
                double own = TensorPrimitives.CosineSimilarity<float>(texts[row], photos[row]);
                int nearer = photos.Count(photo => TensorPrimitives.CosineSimilarity<float>(texts[row], photo) > own);
                for (int i = 0; i < Ranks.Length; i++)
                    found[i] += nearer < Ranks[i] ? 1.0 / corpus.Items.Count : 0;
            }
        }
        return [name, .. found.Select(Number.Percent)];
    }

    private static float[] Unit(float[] vector)
    {
        var unit = new float[vector.Length];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), unit);
        return unit;
    }
}
