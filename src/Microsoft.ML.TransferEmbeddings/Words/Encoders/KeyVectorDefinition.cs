using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Options;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

[assembly: EncoderKind<KeyVectorDefinition>("key-vectors")]

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>Word vectors as an encoder of keys: the rows of the keys in their order, and no others.</summary>
internal sealed class KeyVectorDefinition : EncoderDefinition<ulong>, IEncoderKind<KeyVectorDefinition>
{
    private readonly KeyVectorSettings settings;
    private readonly ReadOnlyMemory<float> rows;
    private readonly string[] names;

    private KeyVectorDefinition(KeyVectorSettings settings, ReadOnlyMemory<float> rows, string[] names, ModelFiles files)
        : base(EncoderSettings.ToJson(settings), files)
    {
        this.settings = settings;
        this.rows = rows;
        this.names = names;
    }

    /// <summary>1 is the first key, 0 a missing one.</summary>
    /// <summary>Rows of a table are found as fast as vectors in a cache.</summary>
    public override bool IsWorthCaching => false;

    public override IReadOnlyList<InputColumn<ulong>> Columns { get; } = [Key<byte>(), Key<ushort>(), Key<uint>(), Key<ulong>()];

    /// <param name="vectors">The words.</param>
    /// <param name="names">Of the keys in their order.</param>
    /// <param name="unknown">Names without a vector.</param>
    /// <exception cref="KeyNotFoundException">A key has no vector, and that is to be an error.</exception>
    public static KeyVectorDefinition Create(KeyedVectors vectors, string[] names, out IReadOnlyList<string> unknown)
    {
        int dimension = vectors.Dimension;
        var rows = new float[checked((names.Length + 1) * dimension)];
        var finder = new WordFinder(vectors.Table, vectors.EffectiveLookup);
        var found = Array.ConvertAll(names, name => finder.FindRow(name));
        var without = new List<string>();
        for (int key = 0; key < names.Length; key++)
        {
            if (!finder.TryGet(names[key], found[key], rows.AsSpan(key * dimension, dimension)))
                without.Add(names[key]);
        }
        // The last row is that of a missing key.
        if (vectors.EffectiveLookup.Unknown == UnknownWord.Mean)
            vectors.Table.Mean.CopyTo(rows.AsSpan(names.Length * dimension));
        unknown = without;
        var settings = new KeyVectorSettings(dimension, vectors.EffectiveLookup.Unknown);
        return new KeyVectorDefinition(settings, rows, names, new ModelFiles(WordParts.Numbers(WordParts.Vectors, rows), WordParts.WriteWords(names)));
    }

    public static KeyVectorDefinition Restore(SavedEncoder saved)
    {
        var settings = saved.ReadSettings<KeyVectorSettings>();
        string[] names = WordParts.ReadWords(saved.Files);
        return new KeyVectorDefinition(settings, WordParts.ReadNumbers(saved.Files, WordParts.Vectors, names.Length + 1L, settings.Dimension), names, saved.Files);
    }

    public override EmbeddingEncoder<ulong> Open(EncoderContext context) => new KeyEncoder(rows, names.Length, settings);

    public override void CheckColumn(DataViewSchema.Column column) => KeyNames.RequireSame(column, names);

    private static InputColumn<ulong> Key<TKey>()
        where TKey : IBinaryInteger<TKey> =>
        InputColumn.Of<TKey, ulong>($"Key<{typeof(TKey).Name}>", type => type is KeyDataViewType && type.RawType == typeof(TKey), static key => ulong.CreateTruncating(key));
}

/// <summary>What, besides rows and names, makes the vector of a key. Saved in the model zip.</summary>
/// <param name="Dimension">Of the vectors.</param>
/// <param name="Unknown">Whether a missing key is an error.</param>
internal sealed record KeyVectorSettings(int Dimension, UnknownWord? Unknown = null)
{
    public int Dimension { get; } = OptionRange.AtLeast(1, Dimension, nameof(Dimension));
}
