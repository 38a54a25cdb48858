using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;

namespace Microsoft.ML.TransferEmbeddings.FewLabels;

/// <summary>What the catalogs of binary and multiclass trainers have in common.</summary>
internal static class FewLabelTrainers
{
    public static LinearProbeTrainer<TTransformer> LinearProbe<TTransformer>(
        IHostEnvironment environment, ClassificationTask<TTransformer> task, string label, string feature, LinearProbeOptions? options)
        where TTransformer : class, ITransformer
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentException.ThrowIfNullOrEmpty(feature);
        options ??= new LinearProbeOptions();
        options.Check();
        return new LinearProbeTrainer<TTransformer>(environment, task, new TrainingColumns(label, feature, options.ExampleWeightColumnName), options);
    }

    public static FewShotTrainer<TTransformer> ZeroShot<TTransformer>(
        IHostEnvironment environment, ClassificationTask<TTransformer> task, ClassNames names, string label, string feature, FewShotOptions? options)
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(names);
        options = (options ?? new FewShotOptions()) with { ClassNames = names, ExampleWeightColumnName = null };
        return FewShot(environment, task, label, feature, options, zeroShot: true);
    }

    public static FewShotTrainer<TTransformer> FewShot<TTransformer>(
        IHostEnvironment environment, ClassificationTask<TTransformer> task, string label, string feature, FewShotOptions options, bool zeroShot = false)
        where TTransformer : class, ITransformer
    {
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentException.ThrowIfNullOrEmpty(feature);
        options.Check();
        return new FewShotTrainer<TTransformer>(environment, task, new TrainingColumns(label, feature, options.ExampleWeightColumnName), options, zeroShot);
    }
}
