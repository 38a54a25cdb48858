using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;

/// <summary>
/// Three of ML.NET's own normalizers before a model: vectors are brought to length 1, moved by a center and brought to length 1 again. A zip of them needs
/// nothing of this library.
/// </summary>
internal sealed class CenteringStage(IHostEnvironment environment, string inputColumn, string outputColumn)
{
    /// <summary>Lengths that ML.NET's normalizer divides by: it works in single precision, and leaves what is shorter than 1e-8 as it is.</summary>
    private const double Shortest = 1e-6, Longest = 1e18;

    private readonly TransformsCatalog transforms = new(environment);

    public CenteringStage(IHostEnvironment environment, string inputColumn)
        : this(environment, inputColumn, $"Centered{inputColumn}")
    {
    }

    public string OutputColumn { get; } = outputColumn;

    /// <summary>What the stage makes of a vector.</summary>
    public static double[] Centered(double[] vector, double[] center)
    {
        double[] unit = UnitLength.Normalized(vector);
        TensorPrimitives.Subtract(unit, center, unit);
        return UnitLength.Normalized(unit);
    }

    /// <summary>What vectors must be divided by before ML.NET's normalizer takes them; null for vectors of ordinary length.</summary>
    public static float? ScaleFor(VectorRows rows)
    {
        double[] lengths = [.. Enumerable.Range(0, rows.Count).Select(row => TensorPrimitives.Norm(rows[row])).Where(length => length > 0).Order()];
        return lengths.Length == 0 || (lengths[0] >= Shortest && lengths[^1] <= Longest) ? null : (float)lengths[lengths.Length / 2];
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var unit = transforms.NormalizeLpNorm(OutputColumn, inputColumn).GetOutputSchema(inputSchema);
        var moved = transforms.NormalizeMinMax(OutputColumn, OutputColumn, fixZero: false).GetOutputSchema(unit);
        return transforms.NormalizeLpNorm(OutputColumn, OutputColumn).GetOutputSchema(moved);
    }

    /// <summary>The three stages and a last one; before them one that scales, where that is needed.</summary>
    /// <param name="inputSchema">Has the input column.</param>
    /// <param name="scale">From <see cref="ScaleFor"/>.</param>
    /// <param name="center">Is subtracted.</param>
    /// <param name="createLast">Makes the last stage for the schema after the three.</param>
    public TransformerChain<TLast> Create<TLast>(DataViewSchema inputSchema, float? scale, double[] center, Func<DataViewSchema, TLast> createLast)
        where TLast : class, ITransformer
    {
        var noRows = new EmptyDataView(environment, inputSchema);
        if (scale is { } unit)
        {
            // Of values between 0 and m min-max normalization makes those between 0 and 1: it divides by m.
            var scaling = Normalizer(inputColumn, fixZero: true, new float[center.Length], [.. center.Select(_ => unit)]);
            var rest = new CenteringStage(environment, OutputColumn, OutputColumn).Create(scaling.GetOutputSchema(inputSchema), scale: null, center, createLast);
            return new TransformerChain<TLast>([scaling, .. rest]);
        }
        var first = transforms.NormalizeLpNorm(OutputColumn, inputColumn).Fit(noRows);
        // Of all values between m and m + 1 min-max normalization makes those between 0 and 1: it subtracts m.
        float[] low = Array.ConvertAll(center, value => (float)value), high = Array.ConvertAll(low, value => value + 1);
        var shift = Normalizer(OutputColumn, fixZero: false, low, high);
        var second = transforms.NormalizeLpNorm(OutputColumn, OutputColumn).Fit(shift.Transform(first.Transform(noRows)));
        var last = createLast(second.GetOutputSchema(shift.GetOutputSchema(first.GetOutputSchema(inputSchema))));
        return new TransformerChain<TLast>(first, shift, second, last);
    }

    /// <summary>Min-max normalization for vectors between two.</summary>
    private NormalizingTransformer Normalizer(string column, bool fixZero, params float[][] vectors)
    {
        var range = new ArrayDataViewBuilder(environment);
        range.AddColumn(column, NumberDataViewType.Single, vectors);
        return transforms.NormalizeMinMax(OutputColumn, column, fixZero: fixZero).Fit(range.GetDataView());
    }
}
