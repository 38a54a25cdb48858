namespace Microsoft.ML.TransferEmbeddings.Items.Encoders;

/// <summary>The vector of a user whose items are given by their positions, each once.</summary>
/// <param name="recommender">Whose vector.</param>
/// <param name="options">How many of the items count.</param>
internal sealed class HistoryEncoder(VectorRecommender recommender, RecommendationOptions options) : RowEncoder<int[]>
{
    public override int Dimension => recommender.Dimension;

    protected override int InputsPerThread => 16;

    protected override void EncodeOne(int[] input, Span<float> vector) => recommender.WriteUser(Recommender.Latest(input, options), vector);
}
