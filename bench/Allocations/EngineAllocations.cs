using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Allocations;

/// <summary>Counts while a PredictionEngine answers.</summary>
internal static class EngineAllocations
{
    private const int Calls = 1000;

    public static double BytesAPredict<TAnswer>(MLContext ml, ITransformer transformer, IDataView texts, TextCorpus corpus)
        where TAnswer : class, new()
    {
        using var engine = ml.Model.CreatePredictionEngine<TextRow, TAnswer>(transformer, new PredictionEngineOptions { OwnsTransformer = false });
        var answer = new TAnswer();
        var row = new TextRow();
        PredictAll();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        PredictAll();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Calls;

        void PredictAll()
        {
            for (int i = 0; i < Calls; i++)
            {
                row.Text = corpus.Texts[i % corpus.Texts.Count];
                engine.Predict(row, ref answer);
            }
        }
    }
}
