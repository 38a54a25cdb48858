namespace Microsoft.ML.TransferEmbeddings.Tests.Evaluation;

/// <summary>Calls at once, where <see cref="Progress{T}"/> posts to another thread.</summary>
internal sealed class CallingProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
