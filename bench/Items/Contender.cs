namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Items;

/// <summary>A kind of recommender, and the settings among which validation chooses.</summary>
/// <param name="Name">In the tables.</param>
/// <param name="Trials">Settings and how they are trained.</param>
internal sealed record Contender(string Name, IReadOnlyList<Trial> Trials)
{
    public static readonly Contender Popularity = new("popularity", [Of("all time", new PopularityTrainer())]);

    public static readonly Contender ImplicitAls = new("implicit ALS",
    [
        .. from dimension in new[] { 64, 256 }
           from unobserved in new[] { 0.05, 0.1, 0.2 }
           from regularization in new[] { 0.005, 0.01, 0.02 }
           select Of(
               FormattableString.Invariant($"d = {dimension}, a = {unobserved}, λ = {regularization}"),
               new ImplicitAlsTrainer { Dimension = dimension, UnobservedWeight = unobserved, Regularization = regularization, Sweeps = 8 }),
    ]);

    public static readonly Contender Ease = new("EASE", [.. new[] { 100, 200, 400, 800 }.Select(lambda => Of($"λ = {lambda}", new EaseTrainer { Regularization = lambda }))]);

    /// <summary>With several threads no two trainings are equal.</summary>
    public static readonly Contender Item2Vec = new("item2vec",
    [
        .. from window in new[] { 3, 5, 10 }
           from exponent in new[] { 0, 0.25 }
           select Of(
               FormattableString.Invariant($"window = {window}, exponent = {exponent}"),
               new Item2VecTrainer { Window = window, NegativeExponent = exponent, MaxDegreeOfParallelism = 1 }),
    ]);

    /// <summary>As tutorials have it: the words' settings, and input vectors alone.</summary>
    public static readonly Contender TextRecipe = new("item2vec with the settings of texts, input vectors alone", [new("", split => InputVectors(
        new Item2VecTrainer { Window = 5, NegativeExponent = 0.75, MinCount = 1, MaxDegreeOfParallelism = 1 }.Fit(split.Training)))]);

    public static readonly Contender Neighbors = new("item neighbors",
    [
        .. from neighbors in new[] { 100, 300 }
           from shrinkage in new[] { 3, 10, 30 }
           select Of($"{neighbors} neighbors, s = {shrinkage}", new ItemNeighborsTrainer { Neighbors = neighbors, Shrinkage = shrinkage }),
    ]);

    public static Contender PopularityOf(int days) => new($"popularity of the last {days} days", [Of("", new PopularityTrainer { Period = TimeSpan.FromDays(days) })]);

    public static Trial Of(string settings, RecommenderTrainer trainer) => new(settings, split => trainer.Fit(split.Training));

    /// <summary>By the cosine of the input vectors.</summary>
    private static ItemVectorRecommender InputVectors(ItemVectorRecommender trained)
    {
        var inputs = trained.HistoryVectors;
        return ItemVectorRecommender.Create(KeyedVectors.Create(inputs.Names, inputs.Names.Select(name => Unit(inputs.GetVector(name)))));
    }

    private static float[] Unit(float[] vector)
    {
        double length = Math.Sqrt(vector.Sum(value => (double)value * value));
        return Array.ConvertAll(vector, value => (float)(value / length));
    }
}
