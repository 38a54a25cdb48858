using System.Numerics.Tensors;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using LogisticModel = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;

/// <summary>A Boolean label; the model is that of ML.NET's logistic regression.</summary>
internal sealed class BinaryTask(IHostEnvironment environment) : ClassificationTask<BinaryPredictionTransformer<LogisticModel>>(environment)
{
    /// <summary>The names of a Boolean label's two classes.</summary>
    public static readonly string[] BooleanLabels = [bool.FalseString, bool.TrueString];

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema, TrainingColumns columns) =>
        new LbfgsLogisticRegressionBinaryTrainer(Environment, columns.Label, columns.Feature, columns.Weight).GetOutputSchema(inputSchema);

    public override bool IsLabel(SchemaShape.Column column) => column.Kind == SchemaShape.Column.VectorKind.Scalar && column.ItemType is BooleanDataViewType;

    public override string[] Labels(DataViewSchema.Column label) => BooleanLabels;

    public override Func<int> ClassGetter(DataViewRow row, DataViewSchema.Column label)
    {
        var getter = row.GetGetter<bool>(label);
        bool value = false;
        return () =>
        {
            getter(ref value);
            return value ? 1 : 0;
        };
    }

    public override DataViewSchema.Column WithLabels(DataViewSchema.Column label, IReadOnlyList<string> labels) => throw new NotSupportedException(
        $"Column '{label.Name}' is Boolean and has no class '{labels[BooleanLabels.Length]}'. Name the classes '{string.Join("' and '", BooleanLabels)}'.");

    public override void AddLabel(DataViewSchema.Builder schema, string name, IReadOnlyList<string> labels) =>
        schema.AddColumn(name, BooleanDataViewType.Instance);

    public override BinaryPredictionTransformer<LogisticModel> CreateTransformer(LinearModel model, DataViewSchema schema, TrainingColumns columns)
    {
        var difference = new double[model.Dimension];
        TensorPrimitives.Subtract(model.WeightsOf(1), model.WeightsOf(0), difference);
        var weights = new VBuffer<float>(model.Dimension, Array.ConvertAll(difference, weight => (float)weight));
        var linear = new LinearBinaryModelParameters(Environment, weights, (float)(model.Biases[1] - model.Biases[0]));
        // The score is the logarithm of the odds.
        var calibrated = new ParameterMixingCalibratedModelParameters<LinearBinaryModelParameters, PlattCalibrator>(
            Environment, linear, new PlattCalibrator(Environment, slope: -1, offset: 0));
        return new BinaryPredictionTransformer<LogisticModel>(Environment, calibrated, schema, columns.Feature);
    }

    public override LinearModel ReadModel(BinaryPredictionTransformer<LogisticModel> transformer)
    {
        var parameters = transformer.Model.SubModel;
        // Half of the difference to one class, half to the other: of all models that give it this is the smallest.
        var model = new LinearModel(BooleanLabels.Length, parameters.Weights.Count);
        for (int c = 0; c < BooleanLabels.Length; c++)
        {
            float share = c == 0 ? -0.5f : 0.5f;
            model.Biases[c] = share * parameters.Bias;
            var weights = model.WeightsOf(c);
            for (int i = 0; i < weights.Length; i++)
                weights[i] = share * parameters.Weights[i];
        }
        return model;
    }
}
