using Microsoft.Extensions.AI;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Generators;

/// <summary>One caller gives a generator all texts at once.</summary>
internal sealed class OneBatchWay(string name, IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<string> texts) : Way(name, texts.Count)
{
    public override void Run() => generator.GenerateAsync(texts).GetAwaiter().GetResult();
}

/// <summary>Threads that each give a generator one text after another.</summary>
internal sealed class SingleTextsWay(string name, IEmbeddingGenerator<string, Embedding<float>> generator, IReadOnlyList<string> texts, int threads) : Way(name, texts.Count)
{
    public override void Run()
    {
        int next = -1;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(Work)).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();

        void Work()
        {
            while (Interlocked.Increment(ref next) is var index && index < texts.Count)
                generator.GenerateAsync([texts[index]]).GetAwaiter().GetResult();
        }
    }
}

/// <summary>As many batches at a time as there are processors, without callers who wait: what batches of so few texts can reach.</summary>
internal sealed class SmallBatchesWay(string name, TextEmbeddingModel model, IReadOnlyList<string> texts, int textsInABatch) : Way(name, texts.Count)
{
    private readonly string[][] batches = [.. texts.Chunk(textsInABatch)];
    private readonly EmbeddingExecutionOptions onOneProcessor = new() { MaxDegreeOfParallelism = 1 };

    public override void Run() =>
        Parallel.ForEach(batches, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, batch => model.Embed(batch, onOneProcessor));
}

/// <summary>One caller gives a model one text after another.</summary>
internal sealed class DirectWay(string name, TextEmbeddingModel model, IReadOnlyList<string> texts) : Way(name, texts.Count)
{
    public override void Run()
    {
        foreach (string text in texts)
            model.Embed(text);
    }
}
