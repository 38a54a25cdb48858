using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>Several vectors into one. Immutable; threads bring their own <see cref="Row"/>.</summary>
/// <param name="blocks">One for each input.</param>
/// <param name="combination">Of the blocks.</param>
/// <param name="indicators">Whether each block is followed by a slot that tells whether it is missing.</param>
/// <param name="projection">What is done last; null for nothing.</param>
internal sealed class BlockFusion(IReadOnlyList<FusedBlock> blocks, BlockCombination combination, bool indicators, EmbeddingMap? projection)
{
    public IReadOnlyList<FusedBlock> Blocks => blocks;

    public BlockCombination Combination => combination;

    public bool Indicators => indicators;

    public EmbeddingMap? Projection => projection;

    public int Dimension => projection?.OutputDimension ?? JoinedLength;

    /// <summary>The slots of each block in the fused vector, its indicator included; null where they can't be told from each other.</summary>
    public FusedLayout? Layout
    {
        get
        {
            if (projection is not null || combination != BlockCombination.Concatenate)
                return null;
            var missing = new float[Dimension];
            Fuse(new Row(this), missing);
            return new FusedLayout([.. blocks.Select(LengthOf)], missing);
        }
    }

    private int JoinedLength => combination == BlockCombination.Average ? blocks[0].Length : blocks.Sum(LengthOf);

    private int LengthOf(FusedBlock block) => block.Length + (indicators ? 1 : 0);

    public void Fuse(Row row, Span<float> fused)
    {
        if (projection is null)
        {
            Join(row, fused);
            return;
        }
        Join(row, row.Joined);
        projection.Map(row.Joined, fused);
    }

    private void Join(Row row, Span<float> joined)
    {
        if (combination == BlockCombination.Average)
            Average(row, joined);
        else
            Concatenate(row, joined);
    }

    private void Concatenate(Row row, Span<float> joined)
    {
        int start = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            WriteBlock(row, i, joined.Slice(start, blocks[i].Length));
            if (indicators)
                joined[start + blocks[i].Length] = row.HasVector[i] ? 0 : 1;
            start += LengthOf(blocks[i]);
        }
    }

    /// <summary>Of the blocks that are there; of what stands for the missing ones where none is.</summary>
    private void Average(Row row, Span<float> mean)
    {
        mean.Clear();
        bool any = row.HasVector.Contains(true);
        float total = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            if (any && !row.HasVector[i])
                continue;
            WriteBlock(row, i, row.Block.AsSpan(0, mean.Length));
            TensorPrimitives.Add(mean, row.Block.AsSpan(0, mean.Length), mean);
            total += blocks[i].Weight;
        }
        TensorPrimitives.Divide(mean, total, mean);
    }

    private void WriteBlock(Row row, int i, Span<float> block)
    {
        if (row.HasVector[i])
            blocks[i].Scale(row.Vectors[i], block);
        else
            blocks[i].Missing.CopyTo(block);
    }

    /// <summary>The vectors of a row, and room for what is computed of them.</summary>
    public sealed class Row(BlockFusion fusion)
    {
        public float[][] Vectors { get; } = [.. fusion.Blocks.Select(block => new float[block.Length])];

        public bool[] HasVector { get; } = new bool[fusion.Blocks.Count];

        public float[] Joined { get; } = new float[fusion.JoinedLength];

        public float[] Block { get; } = new float[fusion.Blocks.Max(block => block.Length)];
    }
}
