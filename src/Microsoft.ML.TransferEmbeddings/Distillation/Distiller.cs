using Microsoft.ML.TransferEmbeddings.Distillation;
using Microsoft.ML.TransferEmbeddings.Text.Folders;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Distills a text encoder, the teacher, into a static one: a table with a vector for each piece of the vocabulary. The vector of a text is the mean of its pieces'
/// vectors, divided by its length (L2). A static model is about a hundred times as fast as a transformer network and a tenth of its size.
/// </summary>
/// <remarks>
/// <para>
/// Without a corpus it works as Model2Vec does (Tulkens, van Dongen 2024, https://github.com/MinishLab/model2vec): a piece has the teacher's vector of the piece
/// alone, in the basis of their principal components, with the weight a / (a + p) of smooth inverse frequency (Arora et al. 2017), where p follows from the piece's
/// rank by Zipf's law.
/// </para>
/// <para>
/// With a corpus, preferably unlabeled texts like those that the model will see, the table is then trained so that the mean of a text's vectors has the direction
/// of the teacher's vector. The result is much better and takes a few minutes on a CPU, most of them for the teacher.
/// </para>
/// <para>
/// The same teacher, corpus and options give the same bytes on the same machine, whatever its number of processors. Thread-safe: several threads may distill at the
/// same time, but not with the same <see cref="StaticDistillationOptions.CacheDirectory"/>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var teacher = TextEmbeddingModel.FromDirectory("minilm-static");
/// var options = new StaticDistillationOptions { Dimension = 64 };
/// using var student = await Distiller.DistillAsync(teacher, reviews.Select(review => review.Sentence), options);
/// student.SaveToDirectory("my-static-model");
/// Console.WriteLine(student.Dimension); // prints 64
/// </code>
/// </example>
public static class Distiller
{
    /// <summary>Distills without a corpus, from the teacher's vectors of its pieces alone.</summary>
    /// <inheritdoc cref="Distill(TextEmbeddingModel, IEnumerable{string}, StaticDistillationOptions?)"/>
    public static TextEmbeddingModel Distill(TextEmbeddingModel teacher, StaticDistillationOptions? options = null) => Distill(teacher, [], options);

    /// <summary>Distills with a corpus.</summary>
    /// <param name="teacher">A text encoder with a tokenizer.json or a vocab.txt. Its prompt is put before the texts, not before the pieces. It stays the
    /// caller's.</param>
    /// <param name="corpus">Texts, enumerated once. White space around them, empty texts and repetitions are ignored. If it is empty, the pieces alone are used.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The static model, which the caller disposes of. <see cref="TextEmbeddingModel.SaveToDirectory"/> writes it as a Model2Vec folder.</returns>
    /// <exception cref="ArgumentNullException">The teacher or the corpus is null.</exception>
    /// <exception cref="ArgumentException"><see cref="StaticDistillationOptions.Format"/> is Int4 and the student's dimension is not a multiple of
    /// 32.</exception>
    /// <exception cref="NotSupportedException">The teacher has no tokenizer file; models of word vectors have none.</exception>
    /// <exception cref="IOException">The cache can't be written, or another process uses it.</exception>
    /// <exception cref="InvalidDataException">The file in the cache folder is not a cache of this teacher's vectors.</exception>
    public static TextEmbeddingModel Distill(TextEmbeddingModel teacher, IEnumerable<string> corpus, StaticDistillationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(corpus);
        return Distill(teacher, corpus, options ?? new StaticDistillationOptions(), CancellationToken.None);
    }

    /// <summary>Distills without a corpus, on the thread pool.</summary>
    /// <inheritdoc cref="DistillAsync(TextEmbeddingModel, IEnumerable{string}, StaticDistillationOptions?, CancellationToken)"/>
    public static Task<TextEmbeddingModel> DistillAsync(
        TextEmbeddingModel teacher, StaticDistillationOptions? options = null, CancellationToken cancellationToken = default) =>
        DistillAsync(teacher, [], options, cancellationToken);

    /// <summary>Distills with a corpus, on the thread pool.</summary>
    /// <inheritdoc cref="Distill(TextEmbeddingModel, IEnumerable{string}, StaticDistillationOptions?)"/>
    /// <param name="teacher">As in <see cref="Distill(TextEmbeddingModel, IEnumerable{string}, StaticDistillationOptions?)"/>.</param>
    /// <param name="corpus">Texts, enumerated once, on the thread pool.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the distillation within seconds. Vectors that the teacher has computed are in the cache, if there is one.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static Task<TextEmbeddingModel> DistillAsync(
        TextEmbeddingModel teacher, IEnumerable<string> corpus, StaticDistillationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(corpus);
        return Task.Run(() => Distill(teacher, corpus, options ?? new StaticDistillationOptions(), cancellationToken), cancellationToken);
    }

    private static TextEmbeddingModel Distill(
        TextEmbeddingModel teacher, IEnumerable<string> corpus, StaticDistillationOptions options, CancellationToken cancellation)
    {
        int dimension = Math.Min(options.Dimension, teacher.Dimension);
        if (options.Format == StaticTableFormat.Int4 && dimension % Int4TokenTable.GroupValues != 0)
        {
            throw new ArgumentException(
                $"The student has {dimension:N0} dimensions, and Int4 stores groups of {Int4TokenTable.GroupValues}. " +
                $"Set Dimension to a multiple of {Int4TokenTable.GroupValues}.",
                nameof(options));
        }

        var vocabulary = StaticVocabulary.Of(teacher.TextDefinition);
        using var cache = options.CacheDirectory is { } directory ? new TeacherVectorCache(directory, teacher.Fingerprint, teacher.Dimension) : null;
        using var vectors = new TeacherVectors(teacher.TextDefinition, cache);
        var pieces = vectors.OfPieces(vocabulary.TeacherIds, Report(DistillationPhase.TeacherPieces, vocabulary.TeacherIds.Count), cancellation);
        string[] originals = DistillationTexts.Distinct(corpus);
        if (originals.Length == 0)
        {
            var components = PrincipalBasis.Of(pieces, dimension, cancellation);
            return ToModel(StaticStudent.Create(vocabulary, pieces, pieces.Mean(), components, options), options.Format);
        }

        string[] texts = DistillationTexts.WithSynthetic(originals, vocabulary.Tokenizer, options.SyntheticShare, options.Seed);
        var answers = vectors.OfTexts(texts, Report(DistillationPhase.TeacherTexts, texts.Length), cancellation);
        var basis = PrincipalBasis.Of(answers, dimension, cancellation);
        var targets = basis.Project(answers, cancellation);
        var student = StaticStudent.Create(vocabulary, pieces, answers.Mean(), basis, options);
        student.TrainPieces(texts, targets, pieces, cancellation);
        if (options.MaxPairs > 0 && vocabulary.TakesPairs)
            student.TrainPairs(PiecePair.MostFrequent(originals, vocabulary.Tokenizer, options.MaxPairs, cancellation), texts, targets, cancellation);
        return ToModel(student, options.Format);

        Action<long> Report(DistillationPhase phase, long total) => done => options.Progress?.Report(new DistillationProgress(phase, done, total, loss: null));
    }

    private static TextEmbeddingModel ToModel(StaticStudent student, StaticTableFormat format)
    {
        var vector = new VectorSettings([new VectorModuleSettings(VectorModuleSettings.Normalize)], Dimensions: null, Normalize: false);
        var settings = new StaticTextSettings(StaticTextDefinition.DefaultMaxTokens, vector);
        var table = StaticTableWriter.Write(student.Rows, student.Dimension, format);
        return new TextEmbeddingModel(new TextModelSource(StaticTextDefinition.Create(new ModelFiles(table, student.Vocabulary.File), settings, source: "distillation")));
    }
}
