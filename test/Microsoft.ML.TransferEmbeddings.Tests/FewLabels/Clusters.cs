using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.FewLabels;

/// <summary>Vectors around the center of their class, which they share with no other: what embeddings of a good encoder look like.</summary>
internal sealed class Clusters(MLContext ml, int classes)
{
    public const int Dimension = 12;

    public sealed class Row
    {
        public float Id { get; set; }

        public string Name { get; set; } = "";

        public bool Flag { get; set; }

        public float Weight { get; set; } = 1;

        [VectorType(Dimension)]
        public float[] Features { get; set; } = [];
    }

    public static string NameOf(int classIndex) => $"class {classIndex}";

    /// <summary>The classes take turns. The centers' own directions have length 1, and so much do the vectors spread around them in each dimension.</summary>
    public List<Row> Rows(int count, int seed, double spread = 0.45)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Row
        {
            Id = i,
            Name = NameOf(i % classes),
            Flag = i % classes == 1,
            Features = [.. Center(i % classes).Select(value => (float)(value + spread * Normal(random)))],
        })];
    }

    /// <summary>The rows with a key label, whose keys are "class 0", "class 1" … whatever rows there are; a row of another name has none.</summary>
    public IDataView View(IEnumerable<Row> rows)
    {
        var names = ml.Data.LoadFromEnumerable(Enumerable.Range(0, classes).Select(index => new Row { Name = NameOf(index), Features = new float[Dimension] }));
        return ml.Transforms.Conversion.MapValueToKey("Label", "Name", keyData: ml.Transforms.SelectColumns("Name").Fit(names).Transform(names))
            .Fit(names).Transform(ml.Data.LoadFromEnumerable(rows));
    }

    public ClassEmbeddings Names() => new(Enumerable.Range(0, classes).Select(index => KeyValuePair.Create(NameOf(index), Center(index))));

    public ClassEmbeddings BinaryNames() => new([KeyValuePair.Create("False", Center(0)), KeyValuePair.Create("True", Center(1))]);

    public static float[] Center(int classIndex)
    {
        var center = new float[Dimension];
        center[classIndex] = 1;
        // All classes share a direction, as embeddings do.
        center[^1] = 1;
        return center;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
