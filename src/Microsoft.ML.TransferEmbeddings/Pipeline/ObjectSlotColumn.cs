using System.Runtime.CompilerServices;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>
/// Objects such as images. By ML.NET's convention a getter may take over the object that its caller passes in: it disposes of it, or
/// fills it anew. An object that was handed out therefore goes back to the source only when its receiver has passed it in again;
/// until then it belongs to the receiver. An object that nobody fetched goes back with its slot.
/// </summary>
/// <remarks>
/// Whose the objects are that are left at the end is not to be known: an image that ML.NET loaded is nobody's any more, one of a list in memory is the user's, who
/// may pass over it again. None is disposed of; the garbage collector takes what nobody holds, and is told that it weighs more than it seems to.
/// </remarks>
internal sealed class ObjectSlotColumn<T>(DataViewRow row, DataViewSchema.Column column, int windows) : SlotColumn<T?>(row, column, windows)
    where T : class
{
    private static readonly ConditionalWeakTable<T, Pressure> UnseenMemory = [];

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
        foreach (var value in AllValues.Concat(givenBack))
        {
            if (value is IDisposable)
                UnseenMemory.GetValue(value, _ => new Pressure());
        }
        ForgetValues();
        givenBack.Clear();
    }

    /// <summary>As long as the object lives.</summary>
    private sealed class Pressure
    {
        /// <summary>An image has a megabyte or more.</summary>
        private const long Bytes = 1 << 20;

        public Pressure() => GC.AddMemoryPressure(Bytes);

        ~Pressure() => GC.RemoveMemoryPressure(Bytes);
    }
}
