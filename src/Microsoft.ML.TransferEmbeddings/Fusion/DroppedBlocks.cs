using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>Which blocks a copy of a row lacks.</summary>
internal sealed class DroppedBlocks(FusedLayout layout, ModalityDropoutOptions options)
{
    private const int MostDraws = 64;

    /// <summary>Takes blocks out of a fused vector. The same row and copy lose the same blocks, in whatever order rows come.</summary>
    public void Drop(Span<float> fused, DataViewRowId row, int copy)
    {
        var present = new List<int>();
        for (int block = 0; block < layout.Lengths.Length; block++)
        {
            if (!layout.IsMissing(fused, block))
                present.Add(block);
        }
        // Of a row with a single block nothing is taken: a row without anything teaches nothing.
        if (present.Count < 2)
            return;
        var random = new SplitMixRandom(row.Low * 0x9E3779B97F4A7C15 ^ row.High ^ (ulong)(uint)options.Seed << 32 ^ (uint)copy);
        int[] dropped = [];
        for (int draw = 0; draw < MostDraws && (dropped.Length == 0 || dropped.Length == present.Count); draw++)
            dropped = [.. present.Where(_ => random.NextSingle() < options.Rate)];
        if (dropped.Length == 0 || dropped.Length == present.Count)
            dropped = [present[random.Next(present.Count)]];
        foreach (int block in dropped)
            layout.Drop(fused, block);
    }
}
