using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;
using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;
using Microsoft.ML.TransferEmbeddings.Text.OnnxText;

namespace Microsoft.ML.TransferEmbeddings.Tests.Text.OnnxText;

/// <summary>Several sequences in a row have the vectors that the file's own graph gives each alone.</summary>
public sealed class SequencePackingTests : IDisposable
{
    /// <summary>One has the padding's token in its text.</summary>
    private static readonly int[][] Sequences = [[2, 7, 9, 30, 41, 3], [2, 12, 3], [2, 50, 0, 51, 3], [2, 3]];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(TinyPositions.Buffer, TinyMask.InTwoSteps)]
    [InlineData(TinyPositions.Range, TinyMask.InOneStep)]
    [InlineData(TinyPositions.Counted, TinyMask.InTwoSteps)]
    [InlineData(TinyPositions.Given, TinyMask.CastFirst)]
    [InlineData(TinyPositions.None, TinyMask.InOneStep)]
    [InlineData(TinyPositions.Buffer, TinyMask.OfInt32)]
    [InlineData(TinyPositions.Buffer, TinyMask.OfAnOldExport)]
    internal void VectorsAreThoseOfEachAlone(TinyPositions positions, TinyMask mask)
    {
        byte[] file = TinyAttentionModel.Create(positions, mask);
        var model = OnnxModel.Read(file, "model.onnx");
        Assert.True(SequencePacking.TryRewrite(model.Graph));
        using InferenceSession original = new(file), packed = new(model.ToArray());
        int[] lengths = [.. Sequences.Select(sequence => sequence.Length)];
        // Rows of one sequence and of several, with padding.
        var planned = RowPacking.Pack([0, 2, 1, 3], lengths, maxTokens: 100, maxRowTokens: 6)!;
        Assert.Equal((3, 6), (planned.Rows, planned.Length));
        float[][] together = Run(new OnnxTextGraph(packed, isPacked: true, textOutput: null, "model.onnx"), packed, planned);
        for (int i = 0; i < Sequences.Length; i++)
        {
            float[] alone = Run(new OnnxTextGraph(original, isPacked: false, textOutput: null, "model.onnx"), original, new SequenceBatch(1, lengths[i], [new SequencePlace(i, 0, 0)]))[i];
            Assert.Equal(lengths[i] * TinyAttentionModel.Dimension, alone.Length);
            Assert.True(TensorPrimitives.Distance<float>(alone, together[i]) < 1e-5f, $"sequence {i}");
        }
    }

    [Fact]
    public void AMaskThatIsUsedForMoreLeavesTheGraphAlone()
    {
        byte[] file = TinyAttentionModel.Create(TinyPositions.Buffer, TinyMask.ThatScalesToo);
        var model = OnnxModel.Read(file, "model.onnx");
        Assert.False(SequencePacking.TryRewrite(model.Graph));
        Assert.Equal(OnnxModel.Read(file, "model.onnx").ToArray(), model.ToArray());
    }

    /// <summary>What isn't understood, or is understood wrongly, costs speed and no vector.</summary>
    [Theory]
    [InlineData(TinyPositions.Buffer, TinyMask.InTwoSteps, true)]
    [InlineData(TinyPositions.BufferFromTwo, TinyMask.InTwoSteps, false)]
    [InlineData(TinyPositions.Buffer, TinyMask.ThatScalesToo, false)]
    [InlineData(TinyPositions.Buffer, TinyMask.ThatLosesAnAxis, false)]
    [InlineData(TinyPositions.AnglesInHalf, TinyMask.InTwoSteps, false)]
    internal void EveryModelGivesTheVectorsOfTextsAlone(TinyPositions positions, TinyMask mask, bool isPacked)
    {
        using var model = TextEmbeddingModel.FromDirectory(TinyAttentionModel.Write(folder["model"], positions, mask));
        string[] texts = [.. Enumerable.Range(0, 50).Select(i => string.Join(' ', Enumerable.Repeat($"text {i}", 1 + (i * 7 % 5))))];
        float[][] together = model.Embed(texts);
        for (int i = 0; i < texts.Length; i++)
            Assert.True(TensorPrimitives.Distance<float>(model.Embed(texts[i]), together[i]) < 1e-5f, texts[i]);
        Assert.Equal(isPacked, PacksSequences(model));
    }

    [Fact]
    public void ARealExportIsUnderstood()
    {
        using var model = TextEmbeddingModel.FromDirectory(SharedFiles.Find("models/all-MiniLM-L6-v2"));
        Assert.True(PacksSequences(model));
    }

    private static bool PacksSequences(TextEmbeddingModel model)
    {
        using var encoder = Assert.IsType<OnnxTextEncoder>(model.Definition.Open(EncoderContext.Cpu));
        return encoder.PacksSequences;
    }

    private static float[][] Run(OnnxTextGraph graph, InferenceSession session, SequenceBatch planned)
    {
        using var batch = new OnnxTextBatch(graph, planned.Rows, planned.Length, TinyAttentionModel.Dimension);
        for (int row = 0; row < planned.Rows; row++)
        {
            int end = 0;
            foreach (var (place, index) in planned.Places.Where(place => place.Row == row).Select((place, index) => (place, index)))
            {
                Assert.Equal(end, place.Start);
                batch.Inputs.SetTokens(row, place.Start, index + 1, Sequences[place.Sequence]);
                end += Sequences[place.Sequence].Length;
            }
            batch.Inputs.Pad(row, end, paddingId: 0);
        }
        using var options = new RunOptions();
        batch.Run(session, options);
        float[][] vectors = [.. Sequences.Select(_ => Array.Empty<float>())];
        foreach (var place in planned.Places)
            vectors[place.Sequence] = batch.TokenVectors(place.Row, place.Start, Sequences[place.Sequence].Length).ToArray();
        return vectors;
    }
}
