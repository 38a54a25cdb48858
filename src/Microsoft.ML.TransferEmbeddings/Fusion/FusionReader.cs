using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>Reads the vectors of a row. One of zeros has no direction and counts as missing, like one that is not there.</summary>
internal sealed class FusionReader
{
    private readonly DataViewRow source;
    private readonly BlockFusion.Row row;
    private readonly ValueGetter<VBuffer<float>>[] getters;
    private readonly string[] names;
    private VBuffer<float> vector;

    public FusionReader(DataViewRow source, IReadOnlyList<DataViewSchema.Column> columns, BlockFusion fusion)
    {
        this.source = source;
        row = new BlockFusion.Row(fusion);
        getters = [.. columns.Select(source.GetGetter<VBuffer<float>>)];
        names = [.. columns.Select(column => $"Column '{column.Name}'")];
    }

    /// <exception cref="ArgumentException">A vector has another length, or some values that are not finite.</exception>
    public BlockFusion.Row Read()
    {
        for (int i = 0; i < getters.Length; i++)
        {
            getters[i](ref vector);
            row.HasVector[i] = MissingVector.TryRead(vector, row.Vectors[i], names[i], source.Position) && row.Vectors[i].AsSpan().ContainsAnyExcept(0f);
        }
        return row;
    }
}
