using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Files;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Encoders;

/// <summary>Word vectors as an encoder of keys: the rows of the keys in their order, and no others.</summary>
internal sealed class KeyVectorDefinition : EncoderDefinition
{
    public const string KindName = "key-vectors";

    private readonly KeyVectorSettings settings;
    private readonly ReadOnlyMemory<float> rows;
    private readonly string[] names;

    private KeyVectorDefinition(KeyVectorSettings settings, ReadOnlyMemory<float> rows, string[] names, IReadOnlyList<ModelPart> parts)
        : base(KindName, JsonSerializer.SerializeToNode(settings, WordParts.Json)!.AsObject(), parts)
    {
        this.settings = settings;
        this.rows = rows;
        this.names = names;
    }

    /// <param name="vectors">The words.</param>
    /// <param name="type">Of the column.</param>
    /// <param name="names">Of the keys in their order.</param>
    /// <param name="unknown">Names without a vector.</param>
    /// <exception cref="KeyNotFoundException">A key has no vector, and that is to be an error.</exception>
    public static KeyVectorDefinition Create(KeyedVectors vectors, KeyDataViewType type, string[] names, out IReadOnlyList<string> unknown)
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
        var settings = new KeyVectorSettings(type.RawType.Name, dimension, vectors.EffectiveLookup.Unknown);
        return new KeyVectorDefinition(settings, rows, names, [WordParts.Numbers(WordParts.Vectors, rows), WordParts.WriteWords(names)]);
    }

    public static EncoderDefinition Restore(JsonObject settings, IReadOnlyList<ModelPart> parts)
    {
        if (settings.Deserialize<KeyVectorSettings>(WordParts.Json) is not { KeyType: not null, Dimension: > 0 } restored)
            throw new InvalidDataException("The model zip is damaged: an encoder of keys has a type and a dimension. Copy or save the zip again.");
        var (rows, names) = (WordParts.ReadNumbers(parts, WordParts.Vectors), WordParts.ReadWords(parts));
        return rows.Length == (names.Length + 1L) * restored.Dimension
            ? new KeyVectorDefinition(restored, rows, names, parts)
            : throw new InvalidDataException($"The model zip is damaged: {names.Length:N0} keys have {rows.Length:N0} numbers of {restored.Dimension} a row. Copy or save the zip again.");
    }

    public override EmbeddingEncoder Open(ExecutionDevice device) => settings.KeyType switch
    {
        nameof(Byte) => new KeyEncoder<byte>(rows, names, settings),
        nameof(UInt16) => new KeyEncoder<ushort>(rows, names, settings),
        nameof(UInt32) => new KeyEncoder<uint>(rows, names, settings),
        nameof(UInt64) => new KeyEncoder<ulong>(rows, names, settings),
        _ => throw new InvalidDataException($"The model zip is damaged: it has keys of type '{settings.KeyType}'. Copy or save the zip again."),
    };
}

/// <summary>What, besides rows and names, makes the vector of a key. Saved in the model zip.</summary>
/// <param name="KeyType">The raw type of the keys by its name in .NET, such as "UInt32".</param>
/// <param name="Dimension">Of the vectors.</param>
/// <param name="Unknown">Whether a missing key is an error.</param>
internal sealed record KeyVectorSettings(string KeyType, int Dimension, UnknownWord? Unknown);
