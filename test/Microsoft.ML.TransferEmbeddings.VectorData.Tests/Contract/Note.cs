namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

/// <summary>A record with a property of every type that stores keep.</summary>
public sealed class Note
{
    [VectorStoreKey]
    public string Id { get; set; } = "";

    [VectorStoreData(IsIndexed = true)]
    public string? Text { get; set; }

    [VectorStoreData(IsIndexed = true)]
    public int Number { get; set; }

    [VectorStoreData]
    public int? Rank { get; set; }

    [VectorStoreData]
    public bool IsOpen { get; set; }

    [VectorStoreData]
    public long? Size { get; set; }

    [VectorStoreData]
    public float? Weight { get; set; }

    [VectorStoreData]
    public double Price { get; set; }

    [VectorStoreData]
    public DateTime? Written { get; set; }

    [VectorStoreData]
    public DateTimeOffset? Sent { get; set; }

    [VectorStoreData]
    public Guid? Owner { get; set; }

    [VectorStoreData]
    public List<string>? Tags { get; set; }

    [VectorStoreData(StorageName = "other_tags")]
    public string[]? OtherTags { get; set; }

    [VectorStoreVector(3)]
    public ReadOnlyMemory<float> Vector { get; set; }
}
