namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <summary>One of several ways to do the same work, to be timed beside the others.</summary>
internal abstract class Way(string name, int texts) : IDisposable
{
    public string Name { get; } = name;

    /// <summary>Texts that one run encodes.</summary>
    public int Texts { get; } = texts;

    /// <summary>Processor time of another process that works for this way, since that process began.</summary>
    public virtual TimeSpan OutsideTime => TimeSpan.Zero;

    public abstract void Run();

    public virtual void Dispose()
    {
    }
}
