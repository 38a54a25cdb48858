using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>Word vectors as an encoder of texts or numbers, each of which is one word.</summary>
internal sealed class WordVectorDefinition : EncoderDefinition, IWordVectorSource
{
    public const string KindName = "word-vectors";

    private static readonly IReadOnlyList<(DataViewType Type, Func<WordTable, WordFinder, EmbeddingEncoder> Open)> Types =
    [
        (TextDataViewType.Instance, (table, finder) => new WordEncoder(table, finder)),
        (NumberDataViewType.SByte, (table, finder) => new NumberEncoder<sbyte>(NumberDataViewType.SByte, table, finder)),
        (NumberDataViewType.Byte, (table, finder) => new NumberEncoder<byte>(NumberDataViewType.Byte, table, finder)),
        (NumberDataViewType.Int16, (table, finder) => new NumberEncoder<short>(NumberDataViewType.Int16, table, finder)),
        (NumberDataViewType.UInt16, (table, finder) => new NumberEncoder<ushort>(NumberDataViewType.UInt16, table, finder)),
        (NumberDataViewType.Int32, (table, finder) => new NumberEncoder<int>(NumberDataViewType.Int32, table, finder)),
        (NumberDataViewType.UInt32, (table, finder) => new NumberEncoder<uint>(NumberDataViewType.UInt32, table, finder)),
        (NumberDataViewType.Int64, (table, finder) => new NumberEncoder<long>(NumberDataViewType.Int64, table, finder)),
        (NumberDataViewType.UInt64, (table, finder) => new NumberEncoder<ulong>(NumberDataViewType.UInt64, table, finder)),
        (NumberDataViewType.Single, (table, finder) => new NumberEncoder<float>(NumberDataViewType.Single, table, finder)),
        (NumberDataViewType.Double, (table, finder) => new NumberEncoder<double>(NumberDataViewType.Double, table, finder)),
    ];

    private readonly WordVectorSettings settings;
    private readonly WordTable table;

    private WordVectorDefinition(WordVectorSettings settings, WordTable table, IReadOnlyList<ModelPart> parts)
        : base(KindName, JsonSerializer.SerializeToNode(settings, WordParts.Json)!.AsObject(), parts)
    {
        this.settings = settings;
        this.table = table;
    }

    public WordVectors WordVectors => new(table, lookup: settings.Lookup);

    /// <summary>Whether the values of a column of this type are words.</summary>
    public static bool Takes(DataViewType type) => Types.Any(known => known.Type.Equals(type));

    /// <param name="vectors">The words.</param>
    /// <param name="type">A type that <see cref="Takes"/>.</param>
    public static WordVectorDefinition Create(KeyedVectors vectors, DataViewType type)
    {
        var table = vectors.EffectiveLookup.Subwords ? vectors.Table : vectors.Table.WithoutSubwords();
        return new WordVectorDefinition(new WordVectorSettings(type.ToString()!, WordParts.SettingsOf(table), vectors.EffectiveLookup), table, WordParts.Write(table));
    }

    public static EncoderDefinition Restore(JsonObject settings, IReadOnlyList<ModelPart> parts) =>
        settings.Deserialize<WordVectorSettings>(WordParts.Json) is { Table: not null, Lookup: not null } restored && Types.Any(type => type.Type.ToString() == restored.InputType)
            ? new WordVectorDefinition(restored, WordParts.Read(parts, restored.Table), parts)
            : throw new InvalidDataException("The model zip is damaged: an encoder of words has an input type, a table and a lookup. Copy or save the zip again.");

    public override EmbeddingEncoder Open(ExecutionDevice device) =>
        Types.First(type => type.Type.ToString() == settings.InputType).Open(table, new WordFinder(table, settings.Lookup));
}

/// <summary>What, besides the table, makes the vector of a word. Saved in the model zip.</summary>
/// <param name="InputType">The type of the column, such as "String" or "Int32".</param>
/// <param name="Table">What the table's bytes are.</param>
/// <param name="Lookup">What is tried for a word.</param>
internal sealed record WordVectorSettings(string InputType, WordTableSettings Table, WordLookup Lookup);
