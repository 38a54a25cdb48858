using Microsoft.ML.TransferEmbeddings.Distillation;
using Microsoft.ML.TransferEmbeddings.Pipeline;
using Microsoft.ML.TransferEmbeddings.Text;
using Microsoft.ML.TransferEmbeddings.Text.Modules;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Distils.</summary>
public static class StaticDistiller
{
    public static TextEmbeddingModel Distil(
        TextEmbeddingModel teacher,
        StaticDistillationOptions? options = null,
        IEnumerable<string>? corpus = null,
        IProgress<DistillationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        options ??= new StaticDistillationOptions();
        var vocabulary = StaticVocabulary.Of(teacher.Definition);
        using var cache = options.CacheDirectory is { } directory ? new TeacherVectorCache(directory, teacher.Fingerprint, teacher.Dimension) : null;
        var vectors = new TeacherVectors(teacher.Definition, cache);
        var pieces = vectors.OfPieces(vocabulary.TeacherIds, Report(DistillationPhase.TeacherPieces, vocabulary.TeacherIds.Count), cancellationToken);
        int dimension = Math.Min(options.Dimension, teacher.Dimension);
        string[] originals = corpus is null ? [] : DistillationTexts.Distinct(corpus);
        StaticStudent student;
        if (originals.Length == 0)
        {
            student = StaticStudent.Create(vocabulary, pieces, pieces.Mean(), PrincipalBasis.Of(pieces, dimension, cancellationToken), options);
        }
        else
        {
            string[] texts = DistillationTexts.WithSynthetic(originals, vocabulary.Tokenizer, options.SyntheticShare, options.Seed);
            var answers = vectors.OfTexts(texts, Report(DistillationPhase.TeacherTexts, texts.Length), cancellationToken);
            var basis = PrincipalBasis.Of(answers, dimension, cancellationToken);
            student = StaticStudent.Create(vocabulary, pieces, answers.Mean(), basis, options);
            var targets = Project(answers, basis, cancellationToken);
            student.TrainPieces(texts, targets, pieces, progress, cancellationToken);
            if (options.Pairs > 0 && vocabulary.TakesPairs)
                student.TrainPairs(PiecePair.MostFrequent(originals, vocabulary.Tokenizer, options.Pairs, cancellationToken), texts, targets, progress, cancellationToken);
        }
        return ToModel(student, dimension, options.Format);

        Action<long> Report(DistillationPhase phase, long total) => done => progress?.Report(new DistillationProgress(phase, done, total, Loss: null));
    }

    private static VectorBlocks Project(VectorBlocks vectors, PrincipalBasis basis, CancellationToken cancellation)
    {
        var projected = new VectorBlocks(vectors.Count, basis.Dimension);
        ParallelWork.Run(vectors.Count, Environment.ProcessorCount, cancellation, i => basis.Project(vectors[i], projected[i]));
        return projected;
    }

    private static TextEmbeddingModel ToModel(StaticStudent student, int dimension, StaticTableFormat format)
    {
        var settings = new StaticTextSettings(
            StaticTextDefinition.DefaultMaxTokens, new VectorSettings([new VectorModuleSettings(VectorModuleSettings.Normalize)], Dimensions: null, Normalize: false));
        var table = StaticTableWriter.Write(student.Rows, dimension, format);
        return TextEmbeddingModel.From(new TextModelSource(StaticTextDefinition.Create([table, student.Vocabulary.File], settings, source: "distillation")));
    }
}
