using System.Runtime.ExceptionServices;

namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>Pieces of work on several threads, each taken when a thread is free: pieces that come first start first, however long each takes.</summary>
internal static class ParallelWork
{
    /// <summary>Runs <paramref name="work"/> for 0 to <paramref name="count"/> - 1; the caller's thread takes part.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled; pieces that had begun have ended.</exception>
    public static void Run(int count, int degreeOfParallelism, CancellationToken cancellation, Action<int> work)
    {
        int next = -1;
        int workers = Math.Min(count, degreeOfParallelism);
        if (workers <= 1)
        {
            TakePieces();
            return;
        }
        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, (_, state) =>
            {
                try
                {
                    TakePieces();
                }
                catch
                {
                    // No other thread begins a piece whose result nobody will see.
                    Volatile.Write(ref next, count);
                    throw;
                }
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        void TakePieces()
        {
            while (Interlocked.Increment(ref next) is var piece && piece < count)
            {
                cancellation.ThrowIfCancellationRequested();
                work(piece);
            }
        }
    }
}
