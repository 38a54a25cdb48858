using Microsoft.ML.TransferEmbeddings.Evaluation;
using Microsoft.ML.TransferEmbeddings.FewLabels.Tasks;
using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Choice;

/// <summary>The rows of a data view, dealt into parts that are held out in turn. Rows whose label is missing are in no part: they are always there to learn from.</summary>
internal sealed class LabeledRows
{
    private readonly List<int> classes = [];
    private readonly int[] foldOf;

    /// <exception cref="InvalidOperationException">There are fewer than two classes, or one has a single row.</exception>
    public LabeledRows(ClassificationTask task, IDataView data, string labelColumn, int folds, HostedFit fit)
    {
        var label = data.Schema[labelColumn];
        string[] labels = task.Labels(label);
        var rows = new VectorRows(0);
        using var cursor = data.GetRowCursor([label]);
        var classGetter = task.ClassGetter(cursor, label);
        while (cursor.MoveNext())
        {
            fit.ThrowIfCancelled();
            rows.Add([], classGetter());
            classes.Add(rows.ClassOf(rows.Count - 1));
        }
        int[] labeled = [.. Enumerable.Range(0, rows.Count).Where(row => classes[row] != VectorRows.Unlabeled)];
        Count = labeled.Length;
        Check(labeled.CountBy(row => classes[row]).ToDictionary(), labels, labelColumn);
        Folds = Math.Min(folds, Count);
        foldOf = StratifiedFolds.Deal(rows, labeled, Folds, evenly: true);
        FewestInTraining = labeled.CountBy(row => classes[row]).Min(ofClass =>
            ofClass.Value - labeled.Where(row => classes[row] == ofClass.Key).CountBy(row => foldOf[row]).Max(inFold => inFold.Value));
    }

    /// <summary>Labeled rows.</summary>
    public int Count { get; }

    /// <summary>At most as many as asked for.</summary>
    public int Folds { get; }

    /// <summary>How many rows the rarest class has to learn from while a part is held out.</summary>
    public int FewestInTraining { get; }

    public int ClassOf(long row) => classes[(int)row];

    public IDataView TrainingRows(IDataView data, int fold) => new RowSubsetDataView(data, Where(row => foldOf[row] != fold));

    public IDataView HeldOutRows(IDataView data, int fold) => new RowSubsetDataView(data, Where(row => foldOf[row] == fold));

    /// <summary>Numbers of the rows of a part, in their order.</summary>
    public IEnumerable<int> HeldOut(int fold) => Enumerable.Range(0, foldOf.Length).Where(row => foldOf[row] == fold);

    private static void Check(Dictionary<int, int> counts, string[] labels, string labelColumn)
    {
        if (counts.Count < 2)
        {
            throw new InvalidOperationException(
                $"Column '{labelColumn}' has {(counts.Count == 0 ? "no class" : $"one class only, '{labels[counts.Keys.Single()]}',")} with rows; a classifier needs two. Label rows of another class.");
        }
        if (counts.OrderBy(pair => pair.Key).FirstOrDefault(pair => pair.Value == 1) is { Value: 1 } single)
        {
            throw new InvalidOperationException(
                $"Class '{labels[single.Key]}' has one row only, which can't be trained on and held out. Label another one, or leave the class out.");
        }
    }

    private HashSet<long> Where(Func<int, bool> isChosen) => [.. Enumerable.Range(0, foldOf.Length).Where(isChosen).Select(row => (long)row)];
}
