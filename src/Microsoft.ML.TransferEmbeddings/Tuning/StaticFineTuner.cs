using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Tuning.Learning;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// Fine-tunes a static text encoder for classes: its token vectors, a weight of each token and a linear head are trained together, starting from the pretrained values. The result
/// is a static model as any other, as fast as before.
/// </summary>
/// <remarks>
/// <para>
/// Training starts from logistic regression on the pretrained vectors, as Model2Vec's classifier does with a new head (https://github.com/MinishLab/model2vec), and minimizes the
/// cross-entropy in batches. Vectors move by gradient descent with one step size for the whole table, weights and head by Adam (Kingma, Ba 2015). Only tokens that occur in the texts
/// change. Parts of the texts are held out to choose the number of epochs; if no number helps them, the vectors stay as they are. In the end all texts are trained on.
/// </para>
/// <para>
/// The head is not part of the model: <c>FineTuneStaticText</c>, a trainer of <c>ml.BinaryClassification.Trainers</c> and <c>ml.MulticlassClassification.Trainers</c>, gives both.
/// A second trainer on the tuned vectors of the same texts sees them better separated than new texts will be.
/// </para>
/// <para>It works on one thread. The same model, texts, labels and options give the same bytes on the same machine. Thread-safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var labeled = reviews.Select(review => new LabeledText(review.Sentence, review.Label ? "good" : "bad"));
/// using var tuned = StaticFineTuner.Tune(TextEmbeddingModel.Default, labeled);
/// tuned.SaveToDirectory("reviews-model");
/// Console.WriteLine(tuned.Embed("The food was wonderful").Length); // prints 256
/// </code>
/// </example>
public static class StaticFineTuner
{
    /// <summary>Fine-tunes a static model.</summary>
    /// <param name="model">A static model: <see cref="TextEmbeddingModel.Default"/>, a Model2Vec folder, one with a StaticEmbedding, or a distilled one. It does not change and stays the
    /// caller's.</param>
    /// <param name="texts">Texts and their classes, enumerated once: two or more classes with two or more texts each.</param>
    /// <param name="options">Settings; null for the defaults.</param>
    /// <returns>The tuned model, with the tokenizer, prompt and settings of <paramref name="model"/>. The caller disposes of it.</returns>
    /// <exception cref="ArgumentNullException">The model or the texts are null.</exception>
    /// <exception cref="ArgumentException">A label is null, or <see cref="StaticFineTuningOptions.Format"/> does not suit the model.</exception>
    /// <exception cref="NotSupportedException">The model is not static, or has a module or a cut of dimensions after the mean of its vectors.</exception>
    /// <exception cref="InvalidOperationException">There is one class only, a class has one text only, no text has a token that the model knows, or the loss is not a
    /// number.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    public static TextEmbeddingModel Tune(TextEmbeddingModel model, IEnumerable<LabeledText> texts, StaticFineTuningOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new StaticFineTuningOptions();
        using var fit = new HostedFit(new MLContext(options.Seed), nameof(StaticFineTuner), options.CancellationToken);
        var set = new StaticTrainingSet(model, options);
        var places = new Dictionary<string, int>();
        foreach (var (text, label) in texts)
        {
            fit.ThrowIfCancelled();
            if (label is null)
                throw new ArgumentException($"The text {set.Count:N0} has no label. Label it, or leave it out.", nameof(texts));
            if (!places.TryGetValue(label, out int place))
                places[label] = place = places.Count;
            set.Add(text, place);
        }
        return model.With(set.Tune([.. places.Keys], fit).Definition);
    }
}
