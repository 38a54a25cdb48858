using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Contract;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>The store in memory.</summary>
public sealed class ExactVectorStoreTests : VectorStoreContract
{
    protected override string[] DistanceFunctions =>
    [
        DistanceFunction.CosineSimilarity, DistanceFunction.CosineDistance, DistanceFunction.DotProductSimilarity, DistanceFunction.NegativeDotProductSimilarity,
    ];

    protected override VectorStore CreateStore(IEmbeddingGenerator? generator) => new ExactVectorStore(new() { EmbeddingGenerator = generator });

    [Fact]
    public void AnotherDistanceIsRefusedByName()
    {
        using var store = CreateStore(null);
        var definition = new VectorStoreCollectionDefinition
        {
            Properties =
            [
                new VectorStoreKeyProperty("Id", typeof(string)),
                new VectorStoreVectorProperty("Vector", typeof(float[]), 3) { DistanceFunction = DistanceFunction.EuclideanDistance },
            ],
        };
        Assert.Contains("'Vector'", Assert.Throws<NotSupportedException>(() => store.GetDynamicCollection("x", definition)).Message);
    }
}
