using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Words.Tables;

/// <summary>Memory seen as values of another type: numbers as the bytes of a file, and the other way round, without a copy.</summary>
internal sealed class CastMemory<TFrom, TTo> : MemoryManager<TTo>
    where TFrom : unmanaged
    where TTo : unmanaged
{
    private readonly Memory<TFrom> source;

    private CastMemory(Memory<TFrom> source) => this.source = source;

    public static ReadOnlyMemory<TTo> Of(ReadOnlyMemory<TFrom> source) => new CastMemory<TFrom, TTo>(MemoryMarshal.AsMemory(source)).Memory;

    public override Span<TTo> GetSpan() => MemoryMarshal.Cast<TFrom, TTo>(source.Span);

    public override MemoryHandle Pin(int elementIndex = 0) => elementIndex == 0 ? source.Pin() : throw new NotSupportedException("Only the beginning can be pinned.");

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
