using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>The tokens that the training texts have, numbered by their first places, with their vectors before the training. All others stay as they are.</summary>
internal sealed class SeenTokens
{
    private readonly Dictionary<int, int> places = [];

    /// <param name="table">The pretrained vectors.</param>
    /// <param name="texts">The token ids of the texts.</param>
    public SeenTokens(TokenTable table, IEnumerable<int[]> texts)
    {
        Dimension = table.Dimension;
        Texts = [.. texts.Select(text => Array.ConvertAll(text, PlaceOf))];
        Rows = new float[places.Count * Dimension];
        foreach (var (id, place) in places)
            table.AddRow(id, 1, Rows.AsSpan(place * Dimension, Dimension));
        TypicalLength = places.Count == 0 ? 1 : MathF.Sqrt(TensorPrimitives.SumOfSquares<float>(Rows) / places.Count);
    }

    public int Dimension { get; }

    public int Count => places.Count;

    /// <summary>The texts as numbers of tokens.</summary>
    public int[][] Texts { get; }

    /// <summary>The vector of one token after the other.</summary>
    public float[] Rows { get; }

    /// <summary>The root mean square of the vectors' lengths.</summary>
    public float TypicalLength { get; }

    /// <summary>The token ids and their numbers.</summary>
    public IEnumerable<KeyValuePair<int, int>> Places => places;

    private int PlaceOf(int id)
    {
        if (!places.TryGetValue(id, out int place))
            places[id] = place = places.Count;
        return place;
    }
}
