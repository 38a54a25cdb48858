using Microsoft.ML.TransferEmbeddings;

internal static class Training
{
    private const int Dimension = 20;

    /// <returns>The first epoch that was learned here; the others a checkpoint had.</returns>
    public static int Run(string texts, string checkpoint, int epochs, string vectors)
    {
        var first = new FirstReport();
        var options = new Word2VecOptions { Dimension = Dimension, Epochs = epochs, CheckpointPath = checkpoint };
        new Word2VecTrainer(options).Train(File.ReadLines(texts).Select(line => line.Split(' ')), first).SaveAsBinary(vectors);
        return first.Epoch;
    }

    private sealed class FirstReport : IProgress<Word2VecProgress>
    {
        public int Epoch { get; private set; }

        public void Report(Word2VecProgress value) => Epoch = Epoch == 0 ? value.Epoch : Epoch;
    }
}
