namespace Microsoft.ML.TransferEmbeddings.Evaluation;

/// <summary>One shuffle of each class's rows: the last rows are for testing, the first for training.</summary>
internal sealed class LearningCurveDraw
{
    private readonly long[][] training;

    private LearningCurveDraw(IEnumerable<long[]> classes, LearningCurveOptions options)
    {
        long[][] shuffled = [.. classes];
        Test = [.. shuffled.SelectMany(rows => rows[^TestRows(rows.Length, options)..])];
        training = Array.ConvertAll(shuffled, rows => rows[..^TestRows(rows.Length, options)]);
    }

    public HashSet<long> Test { get; }

    public HashSet<long> Training(int labels) => [.. training.SelectMany(rows => rows[..labels])];

    /// <exception cref="ArgumentException">A class has not enough rows.</exception>
    public static LearningCurveDraw[] All(ILookup<int, long> classes, LearningCurveOptions options)
    {
        if (classes.Count < 2)
            throw new ArgumentException($"The data have rows of {(classes.Count == 0 ? "no class" : "one class only")}; a classifier needs two.", "data");
        int fewest = classes.Min(rows => rows.Count() - TestRows(rows.Count(), options)), most = options.LabelsPerClass.Max();
        if (fewest < most)
        {
            throw new ArgumentException(
                $"A class has {fewest} rows beside the test rows and {most} are asked for. Lower LabelsPerClass or TestFraction.", nameof(options));
        }
        return [.. Enumerable.Range(0, options.Draws).Select(draw =>
        {
            var random = new Random(unchecked(options.Seed * 7919 + draw));
            return new LearningCurveDraw(classes.OrderBy(rows => rows.Key).Select(rows =>
            {
                long[] shuffled = [.. rows];
                random.Shuffle(shuffled);
                return shuffled;
            }), options);
        })];
    }

    private static int TestRows(int rows, LearningCurveOptions options) => Math.Max(1, (int)(rows * options.TestFraction));
}
