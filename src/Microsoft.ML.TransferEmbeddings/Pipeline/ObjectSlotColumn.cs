namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>
/// Objects such as images. By ML.NET's convention a getter may take over the object that its caller passes in: it disposes of it, or
/// fills it anew. An object that was handed out therefore goes back to the source only when its receiver has passed it in again;
/// until then it belongs to the receiver. An object that nobody fetched goes back with its slot.
/// </summary>
internal sealed class ObjectSlotColumn<T>(DataViewRow row, DataViewSchema.Column column, int windows) : SlotColumn<T?>(row, column, windows)
    where T : class
{
    private readonly HashSet<T> handedOut = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<T> givenBack = new();

    public override void Fill(int window, int slot)
    {
        ref var value = ref Values(window)[slot];
        if (value is not null && handedOut.Contains(value))
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
            handedOut.Add(current);
    });
}
