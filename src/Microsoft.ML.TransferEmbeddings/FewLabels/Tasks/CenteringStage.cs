using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;

/// <summary>
/// Three of ML.NET's own normalizers before a model: vectors are brought to length 1, moved by a center and brought to length 1 again. A zip of them needs
/// nothing of this library.
/// </summary>
internal sealed class CenteringStage(IHostEnvironment environment, string inputColumn)
{
    private readonly TransformsCatalog transforms = new(environment);

    public string OutputColumn { get; } = $"Centered{inputColumn}";

    /// <summary>What the stage makes of a vector.</summary>
    public static double[] Centered(double[] vector, double[] center)
    {
        double[] unit = UnitLength.Normalized(vector);
        TensorPrimitives.Subtract(unit, center, unit);
        return UnitLength.Normalized(unit);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var unit = transforms.NormalizeLpNorm(OutputColumn, inputColumn).GetOutputSchema(inputSchema);
        var moved = transforms.NormalizeMinMax(OutputColumn, OutputColumn, fixZero: false).GetOutputSchema(unit);
        return transforms.NormalizeLpNorm(OutputColumn, OutputColumn).GetOutputSchema(moved);
    }

    /// <summary>The three stages and a last one.</summary>
    /// <param name="inputSchema">Has the input column.</param>
    /// <param name="center">Is subtracted.</param>
    /// <param name="createLast">Makes the last stage for the schema after the three.</param>
    public TransformerChain<TLast> Create<TLast>(DataViewSchema inputSchema, double[] center, Func<DataViewSchema, TLast> createLast)
        where TLast : class, ITransformer
    {
        var noRows = new EmptyDataView(environment, inputSchema);
        var first = transforms.NormalizeLpNorm(OutputColumn, inputColumn).Fit(noRows);
        // Of all values between m and m + 1 min-max normalization makes those between 0 and 1: it subtracts m.
        float[] low = Array.ConvertAll(center, value => (float)value), high = Array.ConvertAll(low, value => value + 1);
        var range = new ArrayDataViewBuilder(environment);
        range.AddColumn(OutputColumn, NumberDataViewType.Single, low, high);
        var shift = transforms.NormalizeMinMax(OutputColumn, OutputColumn, fixZero: false).Fit(range.GetDataView());
        var second = transforms.NormalizeLpNorm(OutputColumn, OutputColumn).Fit(shift.Transform(first.Transform(noRows)));
        var last = createLast(second.GetOutputSchema(shift.GetOutputSchema(first.GetOutputSchema(inputSchema))));
        return new TransformerChain<TLast>(first, shift, second, last);
    }
}
