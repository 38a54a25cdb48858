namespace Microsoft.ML.TransferEmbeddings.Text.StaticText;

/// <summary>
/// Model2Vec's quantized vocabulary: many ids share a row (mapping) and each has a factor of its own (weights);
/// either may be missing.
/// </summary>
internal sealed class MappedTokenTable : TokenTable
{
    private readonly TokenTable rows;
    private readonly int[]? mapping;
    private readonly float[]? weights;

    public MappedTokenTable(TokenTable rows, int[]? mapping, float[]? weights, string fileName)
        : base(mapping?.Length ?? rows.Count, rows.Dimension)
    {
        this.rows = rows;
        this.mapping = mapping;
        this.weights = weights;
        if (weights is not null && weights.Length != Count)
            throw new InvalidDataException($"'{fileName}' has {weights.Length:N0} weights for {Count:N0} ids. Download or copy the file again.");
        if (mapping?.Any(row => (uint)row >= (uint)rows.Count) == true)
            throw new InvalidDataException($"'{fileName}' maps an id to a row that its table of {rows.Count:N0} rows does not have. Download or copy the file again.");
    }

    public override string ElementType => rows.ElementType;

    public override void AddRows(ReadOnlySpan<int> ids, Span<float> sum)
    {
        foreach (int id in ids)
            AddRow(id, 1, sum);
    }

    public override void AddRow(int id, float weight, Span<float> sum) =>
        rows.AddRow(mapping is null ? id : mapping[id], weights is null ? weight : weight * weights[id], sum);
}
