using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Items.Encoders;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;

[assembly: EncoderKind<HistoryDefinition>("item-history")]

namespace Microsoft.ML.TransferEmbeddings.Items.Encoders;

/// <summary>A recommender as an encoder of histories: lists of items, given as texts or as keys.</summary>
internal sealed class HistoryDefinition : EncoderDefinition<int[]>, IEncoderKind<HistoryDefinition>
{
    private const string Keys = "keys.bin", Items = "items.bin", ItemVectors = "item-vectors.bin";

    private readonly HistorySettings settings;
    private readonly VectorRecommender recommender;
    private readonly string[]? keys;
    private readonly int[] positionOfKey;

    private HistoryDefinition(HistorySettings settings, VectorRecommender recommender, string[]? keys, ModelFiles files)
        : base(EncoderSettings.ToJson(settings), files)
    {
        this.settings = settings;
        this.recommender = recommender;
        this.keys = keys;
        positionOfKey = Array.ConvertAll(keys ?? [], recommender.PositionOf);
        Columns = keys is null
            ? [InputColumn.Of<VBuffer<ReadOnlyMemory<char>>, int[]>("Vector<String>", type => type is VectorDataViewType { ItemType: TextDataViewType }, OfTexts)]
            : [KeyVector<byte>(), KeyVector<ushort>(), KeyVector<uint>(), KeyVector<ulong>()];
    }

    /// <summary>A history is computed about as fast as it is found in a cache.</summary>
    public override bool IsWorthCaching => false;

    public override IReadOnlyList<InputColumn<int[]>> Columns { get; }

    /// <param name="recommender">Whose vectors of users.</param>
    /// <param name="latestItems">How many of the latest items count; null for all.</param>
    /// <param name="keys">The names of a key column's keys in their order; null for texts.</param>
    public static HistoryDefinition Create(VectorRecommender recommender, int? latestItems, string[]? keys)
    {
        var als = recommender as ImplicitAlsRecommender;
        var mean = recommender as ItemVectorRecommender;
        var settings = new HistorySettings(recommender.Dimension, latestItems, mean?.HalfLife, als?.Settings, als?.TrainedItems ?? 0);
        var items = recommender.ItemVectors.Table;
        List<ModelFile> files = [WordParts.Numbers(ItemVectors, items.Values), WordParts.WriteWords(items.Words).Named(Items)];
        if (mean is not null && !ReferenceEquals(mean.HistoryVectors, mean.ItemVectors))
            files.AddRange(WordParts.Write(mean.HistoryVectors.Table.WithoutSubwords()));
        if (keys is not null)
            files.Add(WordParts.WriteWords(keys).Named(Keys));
        return new HistoryDefinition(settings, recommender, keys, new ModelFiles(files));
    }

    public static HistoryDefinition Restore(SavedEncoder saved)
    {
        var settings = saved.ReadSettings<HistorySettings>();
        var items = ReadTable([saved.Files.Required(ItemVectors).Named(WordParts.Vectors), saved.Files.Required(Items).Named(WordParts.Words)], settings);
        bool hasOwnVectors = saved.Files.Find(WordParts.Vectors) is not null;
        string[]? keys = saved.Files.Find(Keys) is { } part ? WordParts.ReadWords([part.Named(WordParts.Words)]) : null;
        if (settings.LeastSquares is { } leastSquares && (leastSquares.Dimension != settings.Dimension || settings.TrainedItems > items.Count || hasOwnVectors))
            throw new InvalidDataException("The model zip is damaged: the settings of least squares are not those of the vectors. Copy or save the zip again.");
        VectorRecommender recommender = settings.LeastSquares is { } als
            ? ImplicitAlsRecommender.Restore(items, als, settings.TrainedItems)
            : ItemVectorRecommender.Create(items, new ItemVectorOptions { HalfLife = settings.HalfLife, HistoryVectors = hasOwnVectors ? ReadTable(saved.Files, settings) : null });
        return new HistoryDefinition(settings, recommender, keys, saved.Files);
    }

    public override EmbeddingEncoder<int[]> Open(EncoderContext context) => new HistoryEncoder(recommender, new RecommendationOptions { LatestItems = settings.LatestItems });

    public override object? GetService(Type serviceType)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceType.IsInstanceOfType(recommender) && typeof(Recommender).IsAssignableFrom(serviceType) ? recommender : base.GetService(serviceType);
    }

    public override bool TryHash(int[] input, Span<byte> destination) => SHA256.TryHashData(MemoryMarshal.AsBytes<int>(input), destination, out _);

    /// <summary>The same number must be the same key.</summary>
    public override void CheckColumn(DataViewSchema.Column column)
    {
        if (keys is not null)
            KeyNames.RequireSame(column, keys);
    }

    private static KeyedVectors ReadTable(IReadOnlyList<ModelFile> parts, HistorySettings settings) =>
        KeyedVectors.Of(WordParts.Read(parts, new WordTableSettings(settings.Dimension, null)));

    private int[] OfTexts(VBuffer<ReadOnlyMemory<char>> texts) => recommender.KnownItems(texts.DenseValues().Select(text => text.ToString()));

    private InputColumn<int[]> KeyVector<TKey>()
        where TKey : IBinaryInteger<TKey> => InputColumn.Of<VBuffer<TKey>, int[]>(
        $"Vector<Key<{typeof(TKey).Name}>>", type => type is VectorDataViewType { ItemType: KeyDataViewType item } && item.RawType == typeof(TKey), OfKeys);

    private int[] OfKeys<TKey>(VBuffer<TKey> values)
        where TKey : IBinaryInteger<TKey> => Recommender.Distinct(values.DenseValues().Select(value => ulong.CreateTruncating(value))
            .Select(key => key == 0 || key > (ulong)positionOfKey.Length ? -1 : positionOfKey[(int)key - 1]));
}
