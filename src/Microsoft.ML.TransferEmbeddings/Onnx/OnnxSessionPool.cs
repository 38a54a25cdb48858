using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.TransferEmbeddings.Onnx.Graph;

namespace Microsoft.ML.TransferEmbeddings.Onnx;

/// <summary>
/// The process's inference sessions: one for a graph on a device, however many pipelines use it. A session lives as long as somebody holds
/// a lease on it.
/// </summary>
internal static class OnnxSessionPool
{
    /// <summary>Made at first use: where ONNX Runtime's native library is missing, this type must still be there to say so.</summary>
    private static readonly Lazy<RunOptions> Run = new(
        () => new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL }, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>ONNX Runtime reports on its use to its maker unless it is told not to. Told once: a program that wants the reports can turn them on again.</summary>
    private static readonly Lazy<OrtEnv> Environment = new(
        () =>
        {
            var environment = OrtEnv.Instance();
            environment.DisableTelemetryEvents();
            return environment;
        },
        LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Where ONNX Runtime looks for weights that a graph keeps in other files: in a folder that is not there, since this library puts them into the graph.</summary>
    private static readonly string NoFolder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());

    private static readonly Dictionary<(string Sha256, int? GpuDeviceId, bool HasOneShape, Func<OnnxGraph, bool>? Rewrite), Entry> Entries = [];

    /// <summary>For every run: what goes wrong is thrown, not printed.</summary>
    public static RunOptions DefaultRun => Run.Value;

    /// <summary>Sessions that are open now.</summary>
    public static int OpenSessions
    {
        get
        {
            lock (Entries)
                return Entries.Count;
        }
    }

    /// <param name="graph">The ONNX file.</param>
    /// <param name="parts">Where weights are found that the graph keeps in other files.</param>
    /// <param name="context">Where to run it.</param>
    /// <param name="fileName">For messages.</param>
    /// <param name="hasOneShape">Whether every run has inputs of the same shape, as images have and texts have not.</param>
    /// <param name="rewrite">Changes the graph before it is opened and tells whether it has, a static method; null for the graph as it is.</param>
    /// <exception cref="InvalidDataException">The graph can't be opened.</exception>
    /// <exception cref="InvalidOperationException">The GPU can't be used and the CPU is not allowed in its place.</exception>
    public static OnnxSession Acquire(
        ModelFile graph, IReadOnlyList<ModelFile> parts, EncoderContext context, string fileName, bool hasOneShape = false, Func<OnnxGraph, bool>? rewrite = null)
    {
        try
        {
            return AcquireOn(graph, parts, context, fileName, hasOneShape, rewrite);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new InvalidOperationException(
                $"ONNX Runtime's native library is missing, or is not the one of the package that this program references: {e.GetBaseException().Message.TrimEnd('.')}. " +
                "Publish the program with the files of Microsoft.ML.OnnxRuntime for its platform (a runtime identifier such as linux-x64), keep a single version of that package, and start the program again. " +
                "A static encoder, such as TextEmbeddingModel.Default, needs no such library.",
                e);
        }
    }

    private static OnnxSession AcquireOn(
        ModelFile graph, IReadOnlyList<ModelFile> parts, EncoderContext context, string fileName, bool hasOneShape, Func<OnnxGraph, bool>? rewrite)
    {
        ModelFile[] weights = [.. OnnxGraphFile.ExternalFiles(graph.Content, fileName).Select(name => Find(name, parts, fileName))];
        if (context.GpuDeviceId is { } gpu)
        {
            try
            {
                return Acquire(graph, weights, gpu, hasOneShape, rewrite, fileName, () => SessionOptions.MakeSessionOptionWithCudaProvider(gpu));
            }
            catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
            {
                string reason = $"GPU {gpu} can't be used: {e.Message.TrimEnd('.')}.";
                if (!context.FallbackToCpu)
                {
                    throw new InvalidOperationException(
                        $"{reason} Reference Microsoft.ML.OnnxRuntime.Gpu and keep the native files of Microsoft.ML.OnnxRuntime out (docs/gpu.md), " +
                        "set MLContext.GpuDeviceId to null, or let the CPU stand in (MLContext.FallbackToCpu = true).",
                        e);
                }
                context.OnFallback?.Invoke(reason);
            }
        }
        try
        {
            return Acquire(graph, weights, null, hasOneShape, rewrite, fileName, () => new SessionOptions());
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException(
                $"ONNX Runtime can't open '{fileName}' ({graph.Content.Length:N0} bytes): {e.Message} If the file is incomplete, download or copy it again.", e);
        }
    }

    private static OnnxSession Acquire(
        ModelFile graph, IReadOnlyCollection<ModelFile> weights, int? gpuDeviceId, bool hasOneShape, Func<OnnxGraph, bool>? rewrite, string fileName,
        Func<SessionOptions> createOptions)
    {
        var key = (string.Join('+', weights.Prepend(graph).Select(part => part.Sha256)), gpuDeviceId, hasOneShape, rewrite);
        Entry? entry;
        lock (Entries)
        {
            if (!Entries.TryGetValue(key, out entry))
                Entries.Add(key, entry = new Entry(new(() => Open(graph, weights, hasOneShape, rewrite, fileName, createOptions))));
            entry.Leases++;
        }
        try
        {
            // Outside of the lock: a large graph takes seconds, and other graphs need not wait for it.
            var (session, isRewritten) = entry.Session.Value;
            return new OnnxSession(session, () => Release(key)) { Device = gpuDeviceId is { } gpu ? $"GPU {gpu}" : "CPU", IsRewritten = isRewritten };
        }
        catch
        {
            Release(key);
            throw;
        }
    }

    private static void Release((string, int?, bool, Func<OnnxGraph, bool>?) key)
    {
        Entry entry;
        lock (Entries)
        {
            entry = Entries[key];
            if (--entry.Leases > 0)
                return;
            Entries.Remove(key);
        }
        if (entry.Session.IsValueCreated)
            entry.Session.Value.Session.Dispose();
    }

    private static (InferenceSession Session, bool IsRewritten) Open(
        ModelFile graph, IReadOnlyCollection<ModelFile> weights, bool hasOneShape, Func<OnnxGraph, bool>? rewrite, string fileName, Func<SessionOptions> createOptions)
    {
        _ = Environment.Value;
        using var options = Tune(createOptions(), hasOneShape);
        byte[] content = Content(graph, weights, fileName);
        var model = OnnxModel.Read(content, fileName);
        FiniteWeights.Check(model, fileName);
        if (rewrite is not null && TryOpen(model, rewrite, options) is { } rewritten)
            return (rewritten, IsRewritten: true);
        return (new InferenceSession(content, options), IsRewritten: false);
    }

    /// <returns>Null where the graph stays as it is, or does not open otherwise.</returns>
    private static InferenceSession? TryOpen(OnnxModel model, Func<OnnxGraph, bool> rewrite, SessionOptions options)
    {
        try
        {
            return rewrite(model.Graph) ? new InferenceSession(model.ToArray(), options) : null;
        }
        catch (FormatException e)
        {
            throw model.Damaged(e);
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException)
        {
            return null;
        }
    }

    private static byte[] Content(ModelFile graph, IReadOnlyCollection<ModelFile> weights, string fileName)
    {
        if (weights.Count > 0)
            return OnnxGraphFile.WithWeightsInside(graph.Content, fileName, name => weights.First(part => part.Name == name).Content);
        return MemoryMarshal.TryGetArray(graph.Content, out var array) && array.Count == array.Array!.Length ? array.Array : graph.Content.ToArray();
    }

    private static ModelFile Find(string name, IReadOnlyList<ModelFile> parts, string fileName) =>
        parts.FirstOrDefault(part => part.Name == name)
        ?? throw new InvalidDataException($"The graph '{fileName}' has weights in a second file '{name}', which is not there. Copy the whole model.");

    /// <summary>
    /// Several runs at once with a thread each beat one run with several threads. Memory patterns are kept for every shape ever seen, and texts come in
    /// all shapes.
    /// </summary>
    private static SessionOptions Tune(SessionOptions options, bool hasOneShape)
    {
        options.IntraOpNumThreads = 1;
        options.InterOpNumThreads = 1;
        options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        options.EnableMemoryPattern = hasOneShape;
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", NoFolder);
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        return options;
    }

    private sealed class Entry(Lazy<(InferenceSession Session, bool IsRewritten)> session)
    {
        public Lazy<(InferenceSession Session, bool IsRewritten)> Session { get; } = session;

        public int Leases { get; set; }
    }
}
