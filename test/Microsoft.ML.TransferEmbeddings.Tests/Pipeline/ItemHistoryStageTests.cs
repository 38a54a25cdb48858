using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Items.Encoders;
using Microsoft.ML.TransferEmbeddings.Tests.DataViews;
using Microsoft.ML.TransferEmbeddings.Tests.Items;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline;

/// <summary>Users that are folded in, their items as texts.</summary>
public class FoldedHistoryStageTests : TransformerContract<int[]>
{
    private protected override TestColumn Input => new TestColumn<VBuffer<ReadOnlyMemory<char>>>(
        "Input", new VectorDataViewType(TextDataViewType.Instance), Fill, items => items.DenseValues().Select(item => item.ToString()).ToArray());

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<int[]> CreateModel(int seed) => new ModelOf<int[]>(HistoryDefinition.Create(
        new ImplicitAlsTrainer { Dimension = 6, Sweeps = 3, Seed = seed, Regularization = 0.01 * seed }.Fit(PlantedTastes.Create(60)), latestItems: null, keys: null));

    /// <summary>Unknown items, repeated ones, none at all.</summary>
    private static void Fill(int row, ref VBuffer<ReadOnlyMemory<char>> value)
    {
        int count = row % 10 == 7 ? 0 : 2 + row % 4;
        var editor = VBufferEditor.Create(ref value, count);
        for (int i = 0; i < count; i++)
            editor.Values[i] = i == 3 ? "unknown".AsMemory() : PlantedTastes.ItemOf(row % 4, (row + 4 * i) % 25).AsMemory();
        value = editor.Commit();
    }
}

/// <summary>Recency-weighted means, with vectors of their own, of the latest three items, as keys.</summary>
public class MeanHistoryStageTests : TransformerContract<int[]>
{
    private const int Keys = 60;

    private protected override TestColumn Input => new TestColumn<VBuffer<uint>>(
        "Input", new VectorDataViewType(new KeyDataViewType(typeof(uint), Keys)), Fill, keys => keys.DenseValues().ToArray());

    protected override float BatchTolerance => 0;

    private protected override EmbeddingModel<int[]> CreateModel(int seed)
    {
        string[] items = [.. Enumerable.Range(0, 58).Select(item => item.ToString(CultureInfo.InvariantCulture))];
        var recommender = ItemVectorRecommender.Create(
            TinyWordVectors.Create(seed, items), new ItemVectorOptions { HalfLife = 2, HistoryVectors = TinyWordVectors.Create(seed + 10, items[..56]) });
        return new ModelOf<int[]>(HistoryDefinition.Create(
            recommender, latestItems: 3, [.. Enumerable.Range(0, Keys).Select(key => (Keys - 1 - key).ToString(CultureInfo.InvariantCulture))]));
    }

    private static void Fill(int row, ref VBuffer<uint> value)
    {
        int count = row % 10 == 7 ? 0 : 2 + row % 4;
        var editor = VBufferEditor.Create(ref value, count);
        for (int i = 0; i < count; i++)
            editor.Values[i] = (uint)((30 + row + 8 * i) % (Keys + 1));
        value = editor.Commit();
    }
}
