using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.TransferEmbeddings.MLNet;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>
/// Reads rows ahead in windows. While the rows of one window are handed out in order, the next is being encoded on other threads and
/// the one after it is read. Every column of a row waits in a slot of its window, so that a row's vector and its other values
/// stay together. Used by one thread at a time, as every cursor is.
/// </summary>
internal sealed class LookAheadCursor : DataViewRowCursor
{
    private const int WindowCount = 3;

    /// <summary>
    /// The first window is small: a caller that wants ten rows does not pay for a thousand. The others grow fast: rows of a small window differ in length,
    /// which wastes a network's time. With images in the rows all windows stay as small as the first: decoded, a thousand of them would fill the memory.
    /// </summary>
    private const int FirstWindowRows = 32, WindowGrowth = 8;

    /// <summary>How often a context that can't call back is asked whether it was canceled, while a window is being encoded.</summary>
    private static readonly TimeSpan CancellationChecks = TimeSpan.FromMilliseconds(200);

    private readonly IHost host;
    private readonly DataViewRowCursor source;
    private readonly EmbeddingBinding binding;
    private readonly EmbeddingExecutionOptions execution;
    private readonly int largestWindowRows;
    private readonly bool[] active;
    private readonly Action passed;
    private readonly SlotColumn?[] columns;
    private readonly int[] encoded;
    private readonly ValueGetter<DataViewRowId> sourceId;
    private readonly Window[] windows = new Window[WindowCount];
    private readonly SlotPosition current = new();
    private readonly Queue<Window> ahead = new();
    private readonly Stack<Window> free = new();
    private readonly CancellationTokenSource cancellation = new();
    private Task lastEncoding = Task.CompletedTask;
    private int nextWindowRows;
    private bool sourceEnded;
    private bool ended;
    private long position = -1;

    public LookAheadCursor(
        IHost host,
        DataViewRowCursor source,
        EmbeddingBinding binding,
        EmbeddingExecutionOptions execution,
        bool[] active,
        Action passed)
    {
        this.host = host;
        this.source = source;
        this.binding = binding;
        this.execution = execution;
        this.active = active;
        this.passed = passed;
        columns = new SlotColumn?[binding.InputSchema.Count];
        foreach (var column in binding.Dependencies(active))
            columns[column.Index] = SlotColumn.Create(source, column, WindowCount);
        encoded = [.. Enumerable.Range(0, binding.Columns.Count).Where(embedding => binding.IsEncoded(embedding, active))];
        sourceId = source.GetIdGetter();
        bool hasObjects = binding.Dependencies(active).Any(column => !column.Type.RawType.IsValueType);
        largestWindowRows = Math.Min(hasObjects ? FirstWindowRows : encoded.Min(embedding => binding.Columns[embedding].Encoder.MaxRowsAhead), execution.MaxLookAheadRows);
        nextWindowRows = Math.Min(FirstWindowRows, largestWindowRows);
        for (int i = WindowCount - 1; i >= 0; i--)
            free.Push(windows[i] = new Window(i, binding.Columns.Count));
    }

    public override DataViewSchema Schema => binding.OutputSchema;

    public override long Position => position;

    public override long Batch => windows[current.Window].Batches[CurrentSlot];

    public override bool IsColumnActive(DataViewSchema.Column column) => binding.IsActive(column, active);

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = windows[current.Window].Ids[CurrentSlot];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        binding.RequireActive(column, active);
        int embedding = binding.EmbeddingIndex(column);
        return EmbeddingBinding.Typed<TValue>(embedding >= 0 ? VectorGetter(embedding) : columns[column.Index]!.CreateGetter(current), column);
    }

    public override bool MoveNext()
    {
        if (ended)
            return false;
        var window = windows[current.Window];
        if (current.Slot + 1 < window.Count || TakeNextWindow(out window))
        {
            current.Slot++;
            position++;
            return true;
        }
        Dispose();
        // What the source threw comes where the row would have come that it could not give.
        window.Failure?.Throw();
        passed();
        return false;
    }

    /// <summary>A slot, or a clear error where the cursor stands before the first row or after the last.</summary>
    private int CurrentSlot => position >= 0 && !ended
        ? current.Slot
        : throw new InvalidOperationException("The cursor does not stand on a row. Call MoveNext first, and stop when it returns false.");

    private ValueGetter<VBuffer<float>> VectorGetter(int embedding)
    {
        int dimension = binding.Columns[embedding].Encoder.Dimension;
        return (ref VBuffer<float> value) =>
        {
            var editor = VBufferEditor.Create(ref value, dimension);
            windows[current.Window].Vectors[embedding].AsSpan(CurrentSlot * dimension, dimension).CopyTo(editor.Values);
            value = editor.Commit();
        };
    }

    private bool TakeNextWindow(out Window window)
    {
        window = windows[current.Window];
        if (window.Failure is not null)
            return false;
        if (window.Count > 0)
        {
            window.Count = 0;
            free.Push(window);
        }
        // Read before waiting: the encoder must not run dry while rows are read.
        while (!sourceEnded && ahead.Count < WindowCount - 1)
            ReadWindow();
        if (!ahead.TryDequeue(out var next))
            return false;
        window = next;
        try
        {
            do
                MLNetInternals.ThrowIfCancelled(host);
            while (Task.WaitAny([next.Encoding], CancellationChecks) < 0);
            next.Encoding.GetAwaiter().GetResult();
        }
        catch
        {
            Dispose();
            throw;
        }
        current.Window = next.Index;
        current.Slot = -1;
        return next.Count > 0;
    }

    private void ReadWindow()
    {
        var window = free.Pop();
        window.EnsureRows(nextWindowRows);
        foreach (int embedding in encoded)
            window.EnsureVectors(embedding, nextWindowRows * binding.Columns[embedding].Encoder.Dimension);
        foreach (var column in columns)
            column?.EnsureSlots(window.Index, nextWindowRows);

        try
        {
            while (window.Count < nextWindowRows)
            {
                if (!source.MoveNext())
                {
                    sourceEnded = true;
                    break;
                }
                foreach (var column in columns)
                    column?.Fill(window.Index, window.Count);
                sourceId(ref window.Ids[window.Count]);
                window.Batches[window.Count] = source.Batch;
                window.Count++;
            }
        }
        catch (Exception e)
        {
            sourceEnded = true;
            window.Failure = ExceptionDispatchInfo.Capture(e);
        }

        nextWindowRows = Math.Min(WindowGrowth * nextWindowRows, largestWindowRows);
        window.Encoding = lastEncoding = EncodeAfter(lastEncoding, window);
        ahead.Enqueue(window);
    }

    /// <summary>Windows are encoded one after another: the encoder has the threads to itself, and memory stays within one window's batches.</summary>
    private Task EncodeAfter(Task before, Window window)
    {
        int count = window.Count;
        if (count == 0)
            return before;
        return before.ContinueWith(
            done =>
            {
                done.GetAwaiter().GetResult();
                foreach (int embedding in encoded)
                {
                    var column = binding.Columns[embedding];
                    var vectors = window.Vectors[embedding].AsMemory(0, count * column.Encoder.Dimension);
                    columns[column.Input.Index]!.Encode(column.Encoder, window.Index, count, vectors, execution, cancellation.Token);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !ended)
        {
            ended = true;
            position = -1;
            cancellation.Cancel();
            // The encoder may be disposed as soon as this returns: nothing may still be running on it.
            Task.WaitAny(lastEncoding);
            _ = lastEncoding.Exception;
            cancellation.Dispose();
            foreach (var column in columns)
                column?.Release();
            source.Dispose();
        }
        base.Dispose(disposing);
    }

    private sealed class Window(int index, int embeddings)
    {
        public readonly int Index = index;
        public int Count;
        public readonly float[][] Vectors = [.. Enumerable.Repeat(Array.Empty<float>(), embeddings)];
        public DataViewRowId[] Ids = [];
        public long[] Batches = [];
        public Task Encoding = Task.CompletedTask;
        public ExceptionDispatchInfo? Failure;

        public void EnsureVectors(int embedding, int length)
        {
            if (Vectors[embedding].Length < length)
                Vectors[embedding] = new float[length];
        }

        public void EnsureRows(int rows)
        {
            if (Ids.Length >= rows)
                return;
            Ids = new DataViewRowId[rows];
            Batches = new long[rows];
        }
    }
}
