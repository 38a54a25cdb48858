using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Multimodal;

/// <summary>A photo and the dictionary's definition of what it shows, as vectors.</summary>
internal sealed record GlossItem
{
    /// <summary>Which of the parts of a cross-validation.</summary>
    public int Fold { get; init; }

    public string Class { get; init; } = "";

    /// <summary>Null for one that is missing.</summary>
    public float[]? Text { get; init; }

    /// <summary>Null for one that is missing.</summary>
    public float[]? Image { get; init; }

    /// <summary>Types of the vectors' columns.</summary>
    public static SchemaDefinition SchemaOf(int textDimension, int imageDimension)
    {
        var schema = SchemaDefinition.Create(typeof(GlossItem));
        schema[nameof(Text)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, textDimension);
        schema[nameof(Image)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, imageDimension);
        return schema;
    }
}
