using System.Globalization;
using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Words.Encoders;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

[assembly: EncoderKind<WordVectorDefinition>("word-vectors")]

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>Word vectors as an encoder of texts or numbers, each of which is one word.</summary>
internal sealed class WordVectorDefinition : EncoderDefinition<ReadOnlyMemory<char>>, IEncoderKind<WordVectorDefinition>
{
    private readonly WordVectorSettings settings;
    private readonly WordTable table;

    private WordVectorDefinition(WordVectorSettings settings, WordTable table, ModelFiles files)
        : base(EncoderSettings.ToJson(settings), files)
    {
        this.settings = settings;
        this.table = table;
    }

    /// <summary>A number is the word that the invariant culture writes for it, in as few digits as tell it apart.</summary>
    /// <summary>Rows of a table are found as fast as vectors in a cache.</summary>
    public override bool IsWorthCaching => false;

    public override IReadOnlyList<InputColumn<ReadOnlyMemory<char>>> Columns { get; } =
    [
        InputColumn.Text,
        Number<sbyte>(NumberDataViewType.SByte),
        Number<byte>(NumberDataViewType.Byte),
        Number<short>(NumberDataViewType.Int16),
        Number<ushort>(NumberDataViewType.UInt16),
        Number<int>(NumberDataViewType.Int32),
        Number<uint>(NumberDataViewType.UInt32),
        Number<long>(NumberDataViewType.Int64),
        Number<ulong>(NumberDataViewType.UInt64),
        Number<float>(NumberDataViewType.Single),
        Number<double>(NumberDataViewType.Double),
    ];

    /// <summary>Whether values of this type are words, or vectors of words.</summary>
    public static bool Takes(DataViewType type) => type is TextDataViewType or NumberDataViewType or VectorDataViewType { ItemType: TextDataViewType };

    public static WordVectorDefinition Create(KeyedVectors vectors)
    {
        var table = vectors.EffectiveLookup.Subwords ? vectors.Table : vectors.Table.WithoutSubwords();
        return new WordVectorDefinition(new WordVectorSettings(WordParts.SettingsOf(table), vectors.EffectiveLookup), table, new ModelFiles(WordParts.Write(table)));
    }

    public static WordVectorDefinition Restore(SavedEncoder saved)
    {
        var settings = saved.ReadSettings<WordVectorSettings>();
        return new WordVectorDefinition(settings, WordParts.Read(saved.Files, settings.Table), saved.Files);
    }

    public override EmbeddingEncoder<ReadOnlyMemory<char>> Open(EncoderContext context) => new WordEncoder(table, new WordFinder(table, settings.Lookup));

    public override object? GetService(Type serviceType) => serviceType == typeof(WordVectors) ? new WordVectors(table, lookup: settings.Lookup) : base.GetService(serviceType);

    private static InputColumn<ReadOnlyMemory<char>> Number<TNumber>(NumberDataViewType type)
        where TNumber : INumber<TNumber> => InputColumn.Of<TNumber, ReadOnlyMemory<char>>(type, number => number.ToString(null, CultureInfo.InvariantCulture).AsMemory());
}

/// <summary>What, besides the table, makes the vector of a word. Saved in the model zip.</summary>
/// <param name="Table">What the table's bytes are.</param>
/// <param name="Lookup">What is tried for a word.</param>
internal sealed record WordVectorSettings(WordTableSettings Table, WordLookup Lookup);
