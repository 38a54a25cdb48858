using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Vectors of the names of the classes. A name such as "a negative review" is worth several labeled rows. Immutable and thread-safe.
/// </summary>
/// <example>
/// <code>
/// var names = ClassEmbeddings.EmbedBinary(negative: "a negative review", positive: "a positive review");
/// var trainer = ml.BinaryClassification.Trainers.ZeroShot(names);
/// </code>
/// </example>
public sealed class ClassEmbeddings
{
    private const string Place = "{0}";

    private readonly Dictionary<string, float[]> vectors;

    /// <summary>Creates class embeddings of vectors.</summary>
    /// <param name="vectors">For each label the vector of its class's name, computed by the encoder that computes the features; copied. Labels are the key values of
    /// the label column as text, or "False" and "True".</param>
    /// <exception cref="ArgumentNullException"><paramref name="vectors"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two labels, a label occurs twice, or the vectors differ in length or are not
    /// finite.</exception>
    public ClassEmbeddings(IEnumerable<KeyValuePair<string, float[]>> vectors)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        var copies = vectors.Select(pair => KeyValuePair.Create(pair.Key, (float[])pair.Value.Clone())).ToArray();
        if (copies.Length < 2)
            throw new ArgumentException($"There are {copies.Length} class names. Give one for each class, two or more.", nameof(vectors));
        Dimension = copies[0].Value.Length;
        this.vectors = [];
        foreach (var (label, vector) in copies)
        {
            if (vector.Length != Dimension)
                throw new ArgumentException($"The vector of '{label}' has {vector.Length} values, others have {Dimension}. Use vectors of one encoder.", nameof(vectors));
            if (!TensorPrimitives.IsFiniteAll<float>(vector))
                throw new ArgumentException($"The vector of '{label}' has a value that is not finite. Use vectors as the encoder gave them.", nameof(vectors));
            if (!this.vectors.TryAdd(label, vector))
                throw new ArgumentException($"The label '{label}' has two names. Put both into one text, or average their vectors.", nameof(vectors));
        }
        Labels = [.. copies.Select(pair => pair.Key)];
    }

    /// <summary>The labels, in the order in which they were given.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Length of the vectors.</summary>
    public int Dimension { get; }

    /// <summary>Embeds a text for each label.</summary>
    /// <param name="texts">Each label, as in the label column, with the name of its class: a few words as they may occur in the rows' texts.</param>
    /// <param name="model">The model of the stage that computes the features; null for <see cref="TextEmbeddingModel.Default"/>. It stays the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="texts"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two labels, or a label occurs twice.</exception>
    public static ClassEmbeddings Embed(IEnumerable<KeyValuePair<string, string>> texts, TextEmbeddingModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var pairs = texts.ToArray();
        float[][] embedded = (model ?? TextEmbeddingModel.Default).Embed(pairs.Select(pair => pair.Value));
        return new ClassEmbeddings(pairs.Zip(embedded, (pair, vector) => KeyValuePair.Create(pair.Key, vector)));
    }

    /// <summary>Embeds several prompts for each label, made of the name of its class, and takes the mean of their directions: better than one prompt alone for encoders that were
    /// trained on captions, such as CLIP (Radford et al. 2021, Learning Transferable Visual Models from Natural Language Supervision).</summary>
    /// <param name="names">Each label, as in the label column, with the name of its class.</param>
    /// <param name="templates">The prompts, each with <c>{0}</c> in place of the name: "a photo of a {0}".</param>
    /// <param name="model">The model whose vectors lie in the space of the features; null for <see cref="TextEmbeddingModel.Default"/>. It stays the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="names"/> or <paramref name="templates"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two labels, a label occurs twice, there is no template, or one has no <c>{0}</c>.</exception>
    public static ClassEmbeddings Embed(IEnumerable<KeyValuePair<string, string>> names, IEnumerable<string> templates, TextEmbeddingModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(templates);
        string[] prompts = [.. templates];
        if (prompts.Length == 0)
            throw new ArgumentException("There is no template. Give one or more, such as \"a photo of a {0}\".", nameof(templates));
        if (prompts.FirstOrDefault(prompt => !prompt.Contains(Place, StringComparison.Ordinal)) is { } fixedText)
            throw new ArgumentException($"The template '{fixedText}' has no {Place} in place of the class's name. Put one where the name belongs.", nameof(templates));
        var pairs = names.ToArray();
        float[][] embedded = (model ?? TextEmbeddingModel.Default).Embed(
            pairs.SelectMany(pair => prompts.Select(prompt => prompt.Replace(Place, pair.Value, StringComparison.Ordinal))));
        return new ClassEmbeddings(pairs.Zip(embedded.Chunk(prompts.Length), (pair, vectors) => KeyValuePair.Create(pair.Key, MeanDirection(vectors))));
    }

    /// <summary>Embeds a text for each of the two values of a Boolean label.</summary>
    /// <param name="negative">Name of the class whose label is false.</param>
    /// <param name="positive">Name of the class whose label is true.</param>
    /// <param name="model">The model of the stage that computes the features; null for <see cref="TextEmbeddingModel.Default"/>. It stays the caller's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="negative"/> or <paramref name="positive"/> is null.</exception>
    public static ClassEmbeddings EmbedBinary(string negative, string positive, TextEmbeddingModel? model = null)
    {
        ArgumentNullException.ThrowIfNull(negative);
        ArgumentNullException.ThrowIfNull(positive);
        return Embed(BinaryTask.BooleanLabels.Zip([negative, positive], KeyValuePair.Create), model);
    }

    /// <summary>Takes the vectors to another space, such as that of the features of an encoder of images, by a map that was learned from pairs.</summary>
    /// <param name="map">From the space of these vectors: <see cref="EmbeddingMap.FitRidge"/> or <see cref="EmbeddingMap.FitProcrustes"/>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="map"/> is null.</exception>
    /// <exception cref="ArgumentException">The map takes vectors of another length.</exception>
    public ClassEmbeddings Map(EmbeddingMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new ClassEmbeddings(Labels.Select(label => KeyValuePair.Create(label, map.Apply(vectors[label]))));
    }

    private static float[] MeanDirection(float[][] vectors)
    {
        var mean = new float[vectors[0].Length];
        Cosine.MeanDirection(vectors.Select(vector => (vector, 1f)), mean);
        return mean;
    }

    /// <exception cref="InvalidOperationException">A label has no name, or the vectors have not the features' length.</exception>
    internal double[][] VectorsOf(IReadOnlyList<string> labels, int dimension)
    {
        if (Dimension != dimension)
        {
            throw new InvalidOperationException(
                $"The class names have vectors of length {Dimension} and the features of length {dimension}. Embed the names with the stage's own model.");
        }
        if (labels.Where(label => !vectors.ContainsKey(label)).Take(5).ToArray() is { Length: > 0 } missing)
        {
            throw new InvalidOperationException(
                $"These labels have no class name: '{string.Join("', '", missing)}'. Names are given for: '{string.Join("', '", Labels.Take(5))}' … Give each label a name.");
        }
        return [.. labels.Select(label => Array.ConvertAll(vectors[label], value => (double)value))];
    }
}
