using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;

/// <summary>What binary and multiclass classification differ in: the label, and ML.NET's own model for a linear one.</summary>
internal abstract class ClassificationTask(IHostEnvironment environment)
{
    protected IHostEnvironment Environment { get; } = environment;

    /// <summary>The schema's shape after a trainer; refuses what ML.NET's own linear trainers refuse, in their words.</summary>
    public abstract SchemaShape GetOutputSchema(SchemaShape inputSchema, TrainingColumns columns);

    /// <summary>Whether a column can be a label of the task.</summary>
    public abstract bool IsLabel(SchemaShape.Column column);

    public bool IsLabel(DataViewSchema.Column column) => IsLabel(MLNetInternals.ShapeOf(MLNetInternals.SchemaOf(column)).Single());

    /// <summary>The classes' names, by class number.</summary>
    public abstract string[] Labels(DataViewSchema.Column label);

    /// <summary>Reads the class number of the row at hand; <see cref="VectorRows.Unlabeled"/> for a missing label.</summary>
    public abstract Func<int> ClassGetter(DataViewRow row, DataViewSchema.Column label);

    /// <summary>The label column of a model that knows more classes than the data's label column.</summary>
    /// <param name="label">The data's.</param>
    /// <param name="labels">Those of <see cref="Labels"/>, and then others.</param>
    /// <exception cref="NotSupportedException">The column can't have other labels.</exception>
    public abstract DataViewSchema.Column WithLabels(DataViewSchema.Column label, IReadOnlyList<string> labels);

    /// <summary>Adds a label column that no data have, as the training schema of a model that was given its classes.</summary>
    public abstract void AddLabel(DataViewSchema.Builder schema, string name, IReadOnlyList<string> labels);
}

/// <typeparam name="TTransformer">ML.NET's prediction transformer.</typeparam>
internal abstract class ClassificationTask<TTransformer>(IHostEnvironment environment) : ClassificationTask(environment)
    where TTransformer : class, ITransformer
{
    /// <param name="model">Gives one score per class.</param>
    /// <param name="schema">Has the label column and the feature column.</param>
    /// <param name="columns">Their names.</param>
    public abstract TTransformer CreateTransformer(LinearModel model, DataViewSchema schema, TrainingColumns columns);

    /// <summary>The linear model in a transformer, as <see cref="CreateTransformer"/> put it there.</summary>
    public abstract LinearModel ReadModel(TTransformer transformer);
}
