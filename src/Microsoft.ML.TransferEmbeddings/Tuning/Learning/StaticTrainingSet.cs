using System.Numerics.Tensors;
using Microsoft.ML.TransferEmbeddings.Distillation;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using Microsoft.ML.TransferEmbeddings.Text.Modules;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>Texts and their classes, for a model that can be tuned.</summary>
internal sealed class StaticTrainingSet
{
    private readonly StaticTextDefinition definition;
    private readonly StaticTextEncoder encoder;
    private readonly StaticFineTuningOptions options;
    private readonly bool normalizes;
    private readonly List<int[]> texts = [];
    private readonly List<int> classes = [];

    /// <exception cref="NotSupportedException">The model is not static, or does with the mean of a text's vectors what is not trained through.</exception>
    /// <exception cref="ArgumentException">The format does not suit the model.</exception>
    public StaticTrainingSet(TextEmbeddingModel model, StaticFineTuningOptions options)
    {
        definition = model.TextDefinition as StaticTextDefinition ?? throw new NotSupportedException(
            $"A model of kind '{model.TextDefinition.Kind}' has no table of token vectors that could be tuned. Use a static model: TextEmbeddingModel.Default, a Model2Vec folder, or what Distiller makes of this one.");
        if (definition.Vector.Modules.FirstOrDefault(module => module.Type != VectorModuleSettings.Normalize) is { } other)
            throw new NotSupportedException($"The model has a module '{other.Type}' after the mean of the token vectors, which can't be tuned. Use a model without it.");
        if (definition.Vector.Dimensions is { } kept)
            throw new NotSupportedException($"The model keeps {kept:N0} of {definition.Table.Dimension:N0} dimensions, and such a cut can't be tuned. Read the model without Dimensions.");
        normalizes = definition.Vector.Normalize || definition.Vector.Modules.Count > 0;
        if (options.Format == StaticTableFormat.Int8 && !normalizes)
            throw new ArgumentException("Int8 stores vectors without their scale, and the model does not divide them by their length. Set Format to Float16 or Float32.", nameof(options));
        if (options.Format == StaticTableFormat.Int4 && definition.Table.Dimension % Int4TokenTable.GroupValues != 0)
        {
            throw new ArgumentException(
                $"The model has {definition.Table.Dimension:N0} dimensions, and Int4 stores groups of {Int4TokenTable.GroupValues}. Set Format to Int8, Float16 or Float32.", nameof(options));
        }
        this.options = options;
        encoder = definition.CreateEncoder();
    }

    public int Count => texts.Count;

    public void Add(ReadOnlySpan<char> text, int classIndex)
    {
        texts.Add(encoder.IdsOf(text));
        classes.Add(classIndex);
    }

    /// <param name="labels">The classes' names, those without a row included.</param>
    /// <param name="fit">May be canceled, and is told of each step.</param>
    /// <exception cref="InvalidOperationException">There are too few classes, rows or tokens, or the loss is not finite.</exception>
    public TunedStaticText Tune(IReadOnlyList<string> labels, HostedFit fit)
    {
        var counts = classes.CountBy(c => c).ToDictionary();
        Check(counts, labels);
        var tokens = new SeenTokens(definition.Table, texts);
        var rows = Rows(tokens, counts);
        var tuning = new StaticTuning(tokens, rows, normalizes, labels.Count, options, fit);
        var (classifier, head) = tuning.Tune();
        fit.ReportEnd(converged: true, tuning.Epochs == 0
            ? $"{Count:N0} rows, {counts.Count} classes: no number of epochs lowers the loss of held-out rows, {tuning.HeldOutLoss.Before:F3}. The vectors stay as they are."
            : $"{Count:N0} rows, {counts.Count} classes, {tokens.Count:N0} tokens, {tuning.Epochs} epochs: the loss of held-out rows fell from {tuning.HeldOutLoss.Before:F3} to {tuning.HeldOutLoss.After:F3}.");
        return new TunedStaticText(definition.WithTable(Table(tokens, classifier), "tuning"), head);
    }

    private void Check(Dictionary<int, int> counts, IReadOnlyList<string> labels)
    {
        if (counts.Count < 2)
        {
            throw new InvalidOperationException(
                $"There {(counts.Count == 0 ? "is no class" : $"is one class only, '{labels[counts.Keys.Single()]}',")} among {Count:N0} labeled texts; a classifier needs two. Label texts of another class.");
        }
        if (counts.OrderBy(pair => pair.Key).FirstOrDefault(pair => pair.Value == 1) is { Value: 1 } single)
        {
            throw new InvalidOperationException(
                $"Class '{labels[single.Key]}' has one text only, which can't be trained on and held out. Label another one, or leave the class out.");
        }
        if (texts.TrueForAll(text => text.Length == 0))
            throw new InvalidOperationException($"None of {Count:N0} texts has a token that the model knows: they are empty, or in another language. Train on texts of the model's language.");
    }

    private VectorRows Rows(SeenTokens tokens, Dictionary<int, int> counts)
    {
        var rows = new VectorRows(tokens.Dimension);
        var vector = new float[tokens.Dimension];
        foreach (var (ids, c) in texts.Zip(classes))
        {
            vector.AsSpan().Clear();
            definition.Table.AddRows(ids, vector);
            if (normalizes)
                NormalizeModule.Normalize(vector, vector);
            else
                TensorPrimitives.Divide(vector, Math.Max(1, ids.Length), vector);
            double weight = options.BalanceClasses ? (double)Count / (counts.Count * counts[c]) : 1;
            rows.Add(Array.ConvertAll(vector, value => (double)value), c, weight);
        }
        return rows;
    }

    /// <summary>Every token has a row of its own: where several shared one, those that were trained no longer do.</summary>
    private ModelFile Table(SeenTokens tokens, StaticClassifier classifier)
    {
        var table = definition.Table;
        var values = new float[checked(table.Count * table.Dimension)];
        for (int id = 0; id < table.Count; id++)
            table.AddRow(id, 1, values.AsSpan(id * table.Dimension, table.Dimension));
        foreach (var (id, place) in tokens.Places)
            classifier.WriteRow(place, values.AsSpan(id * table.Dimension, table.Dimension));
        return StaticTableWriter.Write(values, table.Dimension, options.Format);
    }
}
