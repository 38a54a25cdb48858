namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Training;

/// <summary>Reports as they come, from whichever thread.</summary>
internal sealed class ProgressLog(Action<Word2VecProgress>? onReport = null) : IProgress<Word2VecProgress>
{
    private readonly List<Word2VecProgress> reports = [];

    public IReadOnlyList<Word2VecProgress> Reports => reports;

    public void Report(Word2VecProgress value)
    {
        lock (reports)
            reports.Add(value);
        onReport?.Invoke(value);
    }
}
