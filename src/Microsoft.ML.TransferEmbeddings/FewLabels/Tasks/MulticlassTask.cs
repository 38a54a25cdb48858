using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;
using MulticlassTransformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;

/// <summary>A key label; the model is that of ML.NET's maximum entropy trainer.</summary>
internal sealed class MulticlassTask(IHostEnvironment environment) : ClassificationTask<MulticlassTransformer>(environment)
{
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema, TrainingColumns columns) =>
        new LbfgsMaximumEntropyMulticlassTrainer(Environment, columns.Label, columns.Feature, columns.Weight).GetOutputSchema(inputSchema);

    public override bool IsLabel(SchemaShape.Column column) =>
        column.Kind == SchemaShape.Column.VectorKind.Scalar && column.IsKey && column.ItemType == NumberDataViewType.UInt32;

    public override string[] Labels(DataViewSchema.Column label)
    {
        int count = checked((int)((KeyDataViewType)label.Type).Count);
        var values = label.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues);
        string[] labels = values?.Type is not VectorDataViewType type ? Ordinals(count)
            : type.ItemType is TextDataViewType ? KeyValues<ReadOnlyMemory<char>>(label)
            : type.ItemType == NumberDataViewType.Single ? KeyValues<float>(label)
            : type.ItemType == NumberDataViewType.Double ? KeyValues<double>(label)
            : type.ItemType == NumberDataViewType.Int32 ? KeyValues<int>(label)
            : type.ItemType == NumberDataViewType.UInt32 ? KeyValues<uint>(label)
            : type.ItemType == NumberDataViewType.Int64 ? KeyValues<long>(label)
            : type.ItemType is BooleanDataViewType ? KeyValues<bool>(label)
            : Ordinals(count);
        return labels.Length == count ? labels : Ordinals(count);
    }

    public override Func<int> ClassGetter(DataViewRow row, DataViewSchema.Column label)
    {
        var getter = row.GetGetter<uint>(label);
        uint count = checked((uint)((KeyDataViewType)label.Type).Count), value = 0;
        return () =>
        {
            getter(ref value);
            return value == 0 || value > count ? VectorRows.Unlabeled : (int)value - 1;
        };
    }

    public override DataViewSchema.Column WithLabels(DataViewSchema.Column label, IReadOnlyList<string> labels)
    {
        if (label.Annotations.Schema.GetColumnOrNull(AnnotationNames.KeyValues)?.Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            throw new NotSupportedException(
                $"The keys of '{label.Name}' have no texts for values, so that no class can be added by its name. Map text labels to keys before training.");
        }
        var grown = new DataViewSchema.Builder();
        AddLabel(grown, label.Name, labels);
        return grown.ToSchema()[label.Name];
    }

    public override void AddLabel(DataViewSchema.Builder schema, string name, IReadOnlyList<string> labels)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char>[] values = [.. labels.Select(label => label.AsMemory())];
        annotations.AddKeyValues<ReadOnlyMemory<char>>(
            values.Length, TextDataViewType.Instance,
            (ref VBuffer<ReadOnlyMemory<char>> value) => value = new VBuffer<ReadOnlyMemory<char>>(values.Length, [.. values]));
        schema.AddColumn(name, new KeyDataViewType(typeof(uint), values.Length), annotations.ToAnnotations());
    }

    public override MulticlassTransformer CreateTransformer(LinearModel model, DataViewSchema schema, TrainingColumns columns)
    {
        var weights = new VBuffer<float>[model.Classes];
        for (int c = 0; c < weights.Length; c++)
            weights[c] = new VBuffer<float>(model.Dimension, Array.ConvertAll(model.WeightsOf(c).ToArray(), weight => (float)weight));
        float[] biases = Array.ConvertAll(model.Biases.ToArray(), bias => (float)bias);
        var parameters = new MaximumEntropyModelParameters(
            Environment, weights, biases, model.Classes, model.Dimension, UniqueNames(Labels(schema[columns.Label])));
        return new MulticlassTransformer(Environment, parameters, schema, columns.Feature, columns.Label);
    }

    public override LinearModel ReadModel(MulticlassTransformer transformer)
    {
        VBuffer<float>[]? weights = null;
        transformer.Model.GetWeights(ref weights, out int classes);
        var model = new LinearModel(classes, weights[0].Length);
        foreach (var (c, bias) in transformer.Model.GetBiases().Index())
            model.Biases[c] = bias;
        for (int c = 0; c < classes; c++)
        {
            foreach (var (index, value) in weights[c].Items())
                model.WeightsOf(c)[index] = value;
        }
        return model;
    }

    /// <summary>What the model's summary calls its classes; it wants names that are there and differ.</summary>
    private static string[]? UniqueNames(string[] labels) =>
        labels.All(label => label.Length > 0) && labels.Distinct().Count() == labels.Length ? labels : null;

    private static string[] Ordinals(int count) => [.. Enumerable.Range(1, count).Select(key => key.ToString(CultureInfo.InvariantCulture))];

    private static string[] KeyValues<T>(DataViewSchema.Column label)
    {
        VBuffer<T> values = default;
        label.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")];
    }
}
