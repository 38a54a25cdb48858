using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Choice;

/// <summary>The texts' vectors as the encoder gives them before it learns: computed once, when they are asked for.</summary>
internal sealed class FrozenVectors(IHostEnvironment environment, IDataView data, string column, Func<EmbeddingTransformer> open) : IDisposable
{
    private EmbeddingTransformer? stage;
    private IDataView? embedded;

    /// <summary>What computing them took.</summary>
    public TimeSpan ProcessorTime { get; private set; }

    /// <summary>The rows with their vectors, in memory.</summary>
    public IDataView Rows => embedded ??= Embed();

    public void Dispose() => stage?.Dispose();

    private IDataView Embed()
    {
        var before = Environment.CpuUsage.TotalTime;
        stage = open();
        var cached = MLNetInternals.Cache(environment, stage.Transform(data));
        using (var cursor = cached.GetRowCursor([cached.Schema[column]]))
        {
            while (cursor.MoveNext())
            {
            }
        }
        ProcessorTime = Environment.CpuUsage.TotalTime - before;
        return cached;
    }
}
