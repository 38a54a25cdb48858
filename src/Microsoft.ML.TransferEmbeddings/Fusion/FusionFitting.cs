using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Vectors;

namespace Microsoft.ML.TransferEmbeddings.Fusion;

/// <summary>Learns what a fusion needs of its training rows, in as few passes as its options allow: none with the defaults.</summary>
internal sealed class FusionFitting(IHostEnvironment environment, FuseEmbeddingsOptions options, IDataView data, Action checkAlive)
{
    private readonly DataViewSchema.Column[] columns = [.. options.InputColumnNames.Select(name => VectorColumns.Find(environment, data.Schema, name))];

    public BlockFusion Fit()
    {
        int[] lengths = Array.ConvertAll(columns, VectorColumns.LengthOf);
        if (options.Combination == BlockCombination.Average && lengths.Distinct().Count() > 1)
        {
            throw new ArgumentException(
                $"Columns '{string.Join("', '", options.InputColumnNames)}' have vectors of {string.Join(", ", lengths)} values, which can't be averaged. " +
                "Concatenate them, or map them to one space first (MapEmbeddings).");
        }
        FusedBlock[] blocks = Scaled(lengths);
        float[] weights = Weights(blocks);
        blocks = [.. blocks.Zip(weights, (block, weight) => block with { Weight = weight })];
        if (options.MissingBlocks == MissingBlockHandling.Mean)
            blocks = WithMeans(blocks);
        var fusion = new BlockFusion(blocks, options.Combination, options.MissingIndicators, projection: null);
        return options.Dimensions is { } dimensions ? Projected(fusion, dimensions) : fusion;
    }

    private FusedBlock[] Scaled(int[] lengths)
    {
        var statistics = Array.ConvertAll(lengths, length => new BlockStatistics(length));
        if (options.Scaling == BlockScaling.ZScore)
            ForEachRow((row, _) => AddTo(statistics, row.HasVector, i => row.Vectors[i]), Plain(lengths));
        return Array.ConvertAll(statistics, block => block.ToBlock(options.Scaling));
    }

    /// <summary>Zeros stand for a missing block until now; they are no part of the means.</summary>
    private FusedBlock[] WithMeans(FusedBlock[] blocks)
    {
        BlockStatistics[] statistics = [.. blocks.Select(block => new BlockStatistics(block.Length))];
        ForEachRow((row, _) => AddTo(statistics, row.HasVector, i => Scaled(blocks[i], row.Vectors[i])), Plain([.. blocks.Select(block => block.Length)]));
        return [.. blocks.Zip(statistics, (block, ofBlock) => block with { Missing = ofBlock.Mean })];
    }

    private float[] Weights(FusedBlock[] blocks)
    {
        if (options.Weights is { } given)
        {
            return given.Count == blocks.Length ? [.. given] : throw new ArgumentException(
                $"There are {given.Count} Weights for {blocks.Length} columns ('{string.Join("', '", options.InputColumnNames)}'). Give each column one.");
        }
        return options.Weighting switch
        {
            BlockWeighting.SquareRootOfDimension => [.. blocks.Select(block => (float)Math.Sqrt(block.Length / blocks.Average(other => (double)other.Length)))],
            BlockWeighting.CrossValidated => CrossValidated(blocks),
            _ => [.. blocks.Select(_ => 1f)],
        };
    }

    private float[] CrossValidated(FusedBlock[] blocks)
    {
        var task = LabelColumn.TaskOf(environment, data, options.LabelColumnName);
        var sample = new List<(float[][] Blocks, int Class)>();
        var random = new SplitMixRandom(1);
        int labeled = 0;
        ForEachRow(
            (row, readClass) =>
            {
                int own = readClass!();
                if (own == VectorRows.Unlabeled)
                    return;
                // Every labeled row is as likely to stay as any other (Vitter 1985, Random Sampling with a Reservoir).
                int place = sample.Count < BlockWeightSearch.MaxRows ? sample.Count : random.Next(labeled + 1);
                labeled++;
                if (place >= BlockWeightSearch.MaxRows)
                    return;
                var scaled = (blocks.Select((block, i) => row.HasVector[i] ? Scaled(block, row.Vectors[i]) : new float[block.Length]).ToArray(), own);
                if (place == sample.Count)
                    sample.Add(scaled);
                else
                    sample[place] = scaled;
            },
            Plain([.. blocks.Select(block => block.Length)]),
            task);
        if (sample.Select(row => row.Class).Distinct().Count() < 2)
        {
            throw new InvalidOperationException(
                $"Column '{options.LabelColumnName}' has fewer than two classes in {labeled:N0} labeled rows, and weights are chosen between classes. Label rows of another class, or set Weighting to Equal.");
        }
        return new BlockWeightSearch(
            [.. blocks.Select((_, i) => sample.Select(row => row.Blocks[i]).ToArray())], [.. sample.Select(row => row.Class)], checkAlive).Run();
    }

    private BlockFusion Projected(BlockFusion fusion, int dimensions)
    {
        var fused = new List<float[]>();
        ForEachRow(
            (row, _) =>
            {
                fused.Add(new float[fusion.Dimension]);
                fusion.Fuse(row, fused[^1]);
            },
            fusion);
        if (fused.Count < 2)
            throw new InvalidOperationException($"The data have {fused.Count} rows; Dimensions needs two or more to find directions in. Fit on more rows.");
        return new BlockFusion(fusion.Blocks, fusion.Combination, fusion.Indicators, MapFitting.PrincipalComponents(VectorTable.Of(fused), dimensions, checkAlive));
    }

    /// <summary>Calls with the vectors of each row, which are used again for the next one, and with what reads its class where there is a task.</summary>
    private void ForEachRow(Action<BlockFusion.Row, Func<int>?> use, BlockFusion fusion, ClassificationTask? task = null)
    {
        var label = task is null ? (DataViewSchema.Column?)null : data.Schema[options.LabelColumnName];
        using var cursor = data.GetRowCursor([.. columns, .. new[] { label }.OfType<DataViewSchema.Column>()]);
        var reader = new FusionReader(cursor, columns, fusion);
        var readClass = label is { } column ? task!.ClassGetter(cursor, column) : null;
        while (cursor.MoveNext())
        {
            checkAlive();
            use(reader.Read(), readClass);
        }
    }

    private static BlockFusion Plain(int[] lengths) => new([.. lengths.Select(length => new FusedBlock(length, 1, []))], BlockCombination.Concatenate, indicators: false, projection: null);

    private static void AddTo(BlockStatistics[] statistics, bool[] hasVector, Func<int, float[]> vector)
    {
        for (int i = 0; i < statistics.Length; i++)
        {
            if (hasVector[i])
                statistics[i].Add(vector(i));
        }
    }

    private static float[] Scaled(FusedBlock block, float[] vector)
    {
        var scaled = new float[block.Length];
        block.Scale(vector, scaled);
        return scaled;
    }
}
