using System.Runtime.CompilerServices;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>
/// Objects such as images. By ML.NET's convention a getter may take over the object that its caller passes in: it disposes of it, or
/// fills it anew. An object that was handed out therefore goes back to the source only when its receiver has passed it in again;
/// until then it belongs to the receiver. An object that nobody fetched goes back with its slot, and is disposed of with the cursor.
/// </summary>
internal sealed class ObjectSlotColumn<T>(DataViewRow row, DataViewSchema.Column column, int windows) : SlotColumn<T?>(row, column, windows)
    where T : class
{
    // Weak: a receiver may drop what it got, and many do.
    private readonly ConditionalWeakTable<T, object?> handedOut = [];
    private readonly Stack<T> givenBack = new();

    public override void Fill(int window, int slot)
    {
        ref var value = ref Values(window)[slot];
        if (value is not null && handedOut.TryGetValue(value, out _))
            value = null;
        value ??= givenBack.TryPop(out var old) ? old : null;
        Source(ref value);
    }

    public override Delegate CreateGetter(SlotPosition position) => (ValueGetter<T?>)((ref T? value) =>
    {
        var current = Values(position.Window)[position.Slot];
        if (ReferenceEquals(value, current))
            return;
        if (value is not null && handedOut.Remove(value))
            givenBack.Push(value);
        value = current;
        if (current is not null)
            handedOut.TryAdd(current, null);
    });

    public override void Release()
    {
        foreach (var value in AllValues.Where(value => value is not null && !handedOut.TryGetValue(value, out _)).Concat(givenBack).Distinct())
            (value as IDisposable)?.Dispose();
        givenBack.Clear();
    }
}
