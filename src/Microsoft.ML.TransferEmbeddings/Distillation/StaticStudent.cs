using System.Numerics.Tensors;

namespace Microsoft.ML.TransferEmbeddings.Distillation;

/// <summary>A table of token vectors in the making: from the teacher's vectors of pieces, then trained on the teacher's vectors of texts.</summary>
internal sealed class StaticStudent
{
    /// <summary>a of the weight a / (a + p) of a token with the probability p (Arora et al. 2017).</summary>
    private const double SifCoefficient = 1e-4;

    private readonly StaticDistillationOptions options;

    private StaticStudent(StaticVocabulary vocabulary, float[] rows, int dimension, StaticDistillationOptions options)
    {
        (Vocabulary, Rows, Dimension, this.options) = (vocabulary, rows, dimension, options);
    }

    public StaticVocabulary Vocabulary { get; private set; }

    public int Dimension { get; }

    /// <summary>A row per token.</summary>
    public float[] Rows { get; private set; }

    /// <summary>Pieces in a basis, each with the weight of its rank.</summary>
    /// <param name="vocabulary">The pieces, frequent ones first.</param>
    /// <param name="pieces">The teacher's vectors of them.</param>
    /// <param name="center">What is subtracted from each.</param>
    /// <param name="basis">The space of the rows.</param>
    /// <param name="options">The seed and what else is asked for.</param>
    public static StaticStudent Create(
        StaticVocabulary vocabulary, VectorBlocks pieces, float[] center, PrincipalBasis basis, StaticDistillationOptions options)
    {
        var rows = new float[pieces.Count * basis.Dimension];
        var centered = new float[pieces.Dimension];
        double sum = Enumerable.Range(0, pieces.Count).Sum(InverseRank);
        for (int i = 0; i < pieces.Count; i++)
        {
            if (i == vocabulary.Tokenizer.UnknownTokenId)
                continue;
            TensorPrimitives.Subtract(pieces[i], center, centered);
            var row = rows.AsSpan(i * basis.Dimension, basis.Dimension);
            basis.Project(centered, row);
            TensorPrimitives.Multiply(row, (float)(SifCoefficient / (SifCoefficient + InverseRank(i) / sum)), row);
        }
        return new StaticStudent(vocabulary, rows, basis.Dimension, options);
    }

    /// <summary>First stage: the rows, and a matrix that moves all of them.</summary>
    public void TrainPieces(IReadOnlyList<string> texts, VectorBlocks targets, VectorBlocks pieces, CancellationToken cancellation)
    {
        var stage = new TrainingStage(Number: 1, options.Epochs, options.LearningRate, TokenDropout: 0.1f);
        Train(stage, Features(pieces), texts, targets, DistillationPhase.Training, cancellation);
    }

    /// <summary>Second stage: pairs begin as the sum of their pieces.</summary>
    public void TrainPairs(IReadOnlyList<PiecePair> pairs, IReadOnlyList<string> texts, VectorBlocks targets, CancellationToken cancellation)
    {
        var extended = Vocabulary.With(pairs);
        var rows = new float[extended.TeacherIds.Count * Dimension];
        Rows.CopyTo(rows);
        foreach (var pair in pairs)
        {
            int id = extended.Tokenizer.IdOf(pair.Text)!.Value;
            TensorPrimitives.Add(Row(pair.First), Row(pair.Second), rows.AsSpan(id * Dimension, Dimension));
        }
        (Vocabulary, Rows) = (extended, rows);
        var stage = new TrainingStage(Number: 2, options.PairEpochs, options.LearningRate / 2, TokenDropout: 0);
        Train(stage, features: null, texts, targets, DistillationPhase.PairTraining, cancellation);
    }

    private void Train(
        TrainingStage stage, float[]? features, IReadOnlyList<string> texts, VectorBlocks targets,
        DistillationPhase phase, CancellationToken cancellation)
    {
        var trainer = new TableTrainer(Rows, features, Dimension, new TokenizedTexts(texts, Vocabulary.Tokenizer), targets, options.Seed);
        long total = (long)stage.Epochs * texts.Count;
        trainer.Train(stage, (done, loss) => options.Progress?.Report(new DistillationProgress(phase, done, total, loss)), cancellation);
    }

    private Span<float> Row(int token) => Rows.AsSpan(token * Dimension, Dimension);

    /// <summary>The pieces' vectors, centered.</summary>
    private static float[] Features(VectorBlocks pieces)
    {
        float[] mean = pieces.Mean();
        var features = new float[pieces.Count * pieces.Dimension];
        for (int i = 0; i < pieces.Count; i++)
            TensorPrimitives.Subtract(pieces[i], mean, features.AsSpan(i * pieces.Dimension, pieces.Dimension));
        return features;
    }

    private static double InverseRank(int rank) => 1.0 / (rank + 2);
}
