using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings.Encoders.Columns;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>
/// A column of the source, kept for the rows of several windows so that each row's value can be handed out after the source's cursor
/// has moved on. A window is a slot array; its buffers are used again when it is filled again.
/// </summary>
internal abstract class SlotColumn
{
    /// <summary>Reads the value of the source's current row into a slot.</summary>
    public abstract void Fill(int window, int slot);

    /// <summary>Makes room for a window's rows; slots that are there stay.</summary>
    public abstract void EnsureSlots(int window, int count);

    /// <summary>Gives up what nobody fetched: no slot is read any more.</summary>
    public virtual void Release()
    {
    }

    /// <summary>A getter of the slot that <paramref name="position"/> points to when it is called.</summary>
    public abstract Delegate CreateGetter(SlotPosition position);

    /// <summary>Encodes the first slots of a window.</summary>
    public abstract void Encode(ColumnEncoder encoder, int window, int count, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken);

    /// <summary>Encodes one slot on the calling thread.</summary>
    public abstract void Encode(ColumnEncoder encoder, int window, int slot, Span<float> vector);

    /// <param name="row">The source.</param>
    /// <param name="column">Of the source.</param>
    /// <param name="windows">The number of windows.</param>
    /// <param name="rows">The slots that every window has from the start.</param>
    public static SlotColumn Create(DataViewRow row, DataViewSchema.Column column, int windows, int rows = 0)
    {
        var raw = column.Type.RawType;
        var type = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(VectorSlotColumn<>).MakeGenericType(raw.GetGenericArguments())
            : (raw.IsValueType ? typeof(ValueSlotColumn<>) : typeof(ObjectSlotColumn<>)).MakeGenericType(raw);
        var slots = (SlotColumn)Activator.CreateInstance(type, BindingFlags.DoNotWrapExceptions | BindingFlags.CreateInstance, null, [row, column, windows], null)!;
        for (int window = 0; window < windows; window++)
            slots.EnsureSlots(window, rows);
        return slots;
    }
}

/// <summary>The slot whose row a look-ahead cursor stands on.</summary>
internal sealed class SlotPosition
{
    public int Window { get; set; }

    public int Slot { get; set; } = -1;
}

internal abstract class SlotColumn<T>(DataViewRow row, DataViewSchema.Column column, int windows) : SlotColumn
{
    protected readonly ValueGetter<T> Source = row.GetGetter<T>(column);
    private readonly T[][] values = Enumerable.Range(0, windows).Select(_ => Array.Empty<T>()).ToArray();

    protected IEnumerable<T> AllValues => values.SelectMany(window => window);

    /// <summary>The values of a window.</summary>
    protected T[] Values(int window) => values[window];

    public override void EnsureSlots(int window, int count)
    {
        if (values[window].Length < count)
            Array.Resize(ref values[window], count);
    }

    public override void Fill(int window, int slot) => Source(ref values[window][slot]);

    public override void Encode(ColumnEncoder encoder, int window, int count, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken) =>
        ((ColumnEncoder<T>)encoder).Encode(values[window].AsMemory(0, count), vectors, execution, cancellationToken);

    public override void Encode(ColumnEncoder encoder, int window, int slot, Span<float> vector) => ((ColumnEncoder<T>)encoder).Encode(values[window][slot], vector);

    protected void ForgetValues() => Array.Fill(values, []);
}

/// <summary>Numbers, keys, dates, text: a copy of the value is all there is to it.</summary>
internal sealed class ValueSlotColumn<T>(DataViewRow row, DataViewSchema.Column column, int windows) : SlotColumn<T>(row, column, windows)
{
    public override Delegate CreateGetter(SlotPosition position) =>
        (ValueGetter<T>)((ref T value) => value = Values(position.Window)[position.Slot]);
}

/// <summary>Vectors: their contents are copied, since both sides use their buffers again.</summary>
internal sealed class VectorSlotColumn<T>(DataViewRow row, DataViewSchema.Column column, int windows) : SlotColumn<VBuffer<T>>(row, column, windows)
{
    public override Delegate CreateGetter(SlotPosition position) =>
        (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => Values(position.Window)[position.Slot].CopyTo(ref value));
}
