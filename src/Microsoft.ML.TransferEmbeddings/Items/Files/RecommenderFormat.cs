using Microsoft.ML.TransferEmbeddings.Items.Learning;
using Microsoft.ML.TransferEmbeddings.Search;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Items.Files;

/// <summary>A recommender of each kind in a file: the kind's name, then what it scores with.</summary>
internal static class RecommenderFormat
{
    private const string Popularity = "popularity", Neighbors = "item neighbors", Ease = "EASE", LeastSquares = "implicit ALS", Vectors = "item vectors", Ensemble = "ensemble";

    /// <summary>More ensembles than anybody puts into each other, and few enough for the stack.</summary>
    private const int MostEnsembles = 32;

    /// <exception cref="NotSupportedException">The recommender, or a member of it, is of another class.</exception>
    public static void Write(RecommenderWriter writer, Recommender recommender, int ensembles = 0)
    {
        switch (recommender)
        {
            case PopularityRecommender popularity:
                writer.Write(Popularity);
                writer.Write(popularity.Items);
                writer.Write(popularity.Scores);
                break;
            case ItemNeighborsRecommender neighbors:
                writer.Write(Neighbors);
                Write(writer, neighbors);
                break;
            case EaseRecommender ease:
                writer.Write(Ease);
                writer.Write(ease.Items);
                foreach (float[] row in ease.Weights)
                    writer.Write(row);
                break;
            case ImplicitAlsRecommender als:
                writer.Write(LeastSquares);
                Write(writer, als);
                break;
            case ItemVectorRecommender vectors:
                writer.Write(Vectors);
                Write(writer, vectors);
                break;
            case RecommenderEnsemble ensemble when ensembles < MostEnsembles:
                writer.Write(Ensemble);
                writer.Write(ensemble.Members.Count);
                foreach (var (member, weight) in ensemble.Members)
                {
                    writer.Write(weight);
                    Write(writer, member, ensembles + 1);
                }
                break;
            case RecommenderEnsemble:
                throw new NotSupportedException($"The ensemble is inside of {MostEnsembles} others, and files hold no more. Give its members to one ensemble, with weights.");
            default:
                throw new NotSupportedException(
                    $"A recommender of the class {recommender.GetType().Name} can't be saved: only those of the trainers here and ensembles of them. Save what yours is made of.");
        }
    }

    /// <exception cref="InvalidDataException">It is no recommender; so says <see cref="ArgumentException"/> where a value is not allowed.</exception>
    public static Recommender Read(RecommenderReader reader, int ensembles = 0)
    {
        string kind = reader.ReadText();
        return kind switch
        {
            Popularity => ReadPopularity(reader),
            Neighbors => ReadNeighbors(reader),
            Ease => ReadEase(reader),
            LeastSquares => ReadLeastSquares(reader),
            Vectors => ReadVectors(reader),
            Ensemble when ensembles < MostEnsembles => ReadEnsemble(reader, ensembles),
            Ensemble => throw new InvalidDataException($"it has more than {MostEnsembles} ensembles inside of each other"),
            _ => throw new InvalidDataException("it has a recommender of a kind that there is not. Use a later version of the package if one wrote it"),
        };
    }

    private static PopularityRecommender ReadPopularity(RecommenderReader reader)
    {
        string[] items = reader.ReadTexts();
        return new PopularityRecommender(items, reader.ReadNumbers(items.Length));
    }

    private static void Write(RecommenderWriter writer, ItemNeighborsRecommender recommender)
    {
        writer.Write(recommender.Items);
        foreach (var neighbors in recommender.Neighbors)
        {
            writer.Write(neighbors.Length);
            foreach (var (item, _) in neighbors)
                writer.Write(item);
            writer.Write(Array.ConvertAll(neighbors, neighbor => neighbor.Score));
        }
    }

    private static ItemNeighborsRecommender ReadNeighbors(RecommenderReader reader)
    {
        string[] items = reader.ReadTexts();
        var neighbors = new RowMatch[items.Length][];
        for (int item = 0; item < items.Length; item++)
        {
            int count = reader.ReadCount(sizeof(int) + sizeof(float));
            int[] others = [.. Enumerable.Range(0, count).Select(_ => reader.ReadNumber(0, items.Length - 1))];
            neighbors[item] = [.. others.Zip(reader.ReadNumbers(count), (other, similarity) => new RowMatch(other, similarity))];
        }
        return new ItemNeighborsRecommender(items, neighbors);
    }

    private static EaseRecommender ReadEase(RecommenderReader reader)
    {
        string[] items = reader.ReadTexts();
        return new EaseRecommender(items, [.. items.Select(_ => reader.ReadNumbers(items.Length))]);
    }

    private static void Write(RecommenderWriter writer, ImplicitAlsRecommender recommender)
    {
        var settings = recommender.Settings;
        Write(writer, recommender.ItemVectors);
        writer.Write(settings.UnobservedWeight);
        writer.Write(settings.Regularization);
        writer.Write(settings.FrequencyExponent);
        writer.Write(recommender.TrainedItems);
    }

    private static ImplicitAlsRecommender ReadLeastSquares(RecommenderReader reader)
    {
        var vectors = ReadTable(reader);
        var settings = new AlsSettings(vectors.Dimension, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        return ImplicitAlsRecommender.Restore(vectors, settings, reader.ReadNumber(0, vectors.Count));
    }

    private static void Write(RecommenderWriter writer, ItemVectorRecommender recommender)
    {
        Write(writer, recommender.ItemVectors);
        writer.Write(recommender.HalfLife is not null);
        if (recommender.HalfLife is { } items)
            writer.Write(items);
        bool hasOwn = !ReferenceEquals(recommender.HistoryVectors, recommender.ItemVectors);
        writer.Write(hasOwn);
        if (hasOwn)
            Write(writer, recommender.HistoryVectors);
    }

    private static ItemVectorRecommender ReadVectors(RecommenderReader reader)
    {
        var vectors = ReadTable(reader);
        double? halfLife = reader.ReadBoolean() ? reader.ReadDouble() : null;
        return ItemVectorRecommender.Create(vectors, new ItemVectorOptions { HalfLife = halfLife, HistoryVectors = reader.ReadBoolean() ? ReadTable(reader) : null });
    }

    private static RecommenderEnsemble ReadEnsemble(RecommenderReader reader, int ensembles)
    {
        var members = new List<KeyValuePair<Recommender, double>>();
        for (int left = reader.ReadCount(sizeof(double)); left > 0; left--)
        {
            double weight = reader.ReadDouble();
            members.Add(KeyValuePair.Create(Read(reader, ensembles + 1), weight));
        }
        return RecommenderEnsemble.Create(members);
    }

    private static void Write(RecommenderWriter writer, KeyedVectors vectors)
    {
        writer.Write(vectors.Names);
        writer.Write(vectors.Dimension);
        writer.Write(vectors.Table.Values.Span);
    }

    private static KeyedVectors ReadTable(RecommenderReader reader)
    {
        string[] names = reader.ReadTexts();
        int dimension = reader.ReadNumber(1, int.MaxValue);
        return KeyedVectors.Of(new WordTable(names, reader.ReadNumbers((long)names.Length * dimension), dimension));
    }
}
