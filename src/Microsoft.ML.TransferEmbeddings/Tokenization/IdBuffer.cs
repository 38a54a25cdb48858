using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>What ArrayBufferWriter lacks: taking ids back.</summary>
internal static class IdBuffer
{
    /// <summary>Keeps the first ids alone.</summary>
    public static void Shorten(this ArrayBufferWriter<int> ids, int count)
    {
        ids.ResetWrittenCount();
        if (count == 0)
            return;
        // The memory is as it was: only the count was set back.
        ids.GetSpan(count);
        ids.Advance(count);
    }

    /// <summary>Takes out every <paramref name="id"/> from a place on.</summary>
    public static void Remove(this ArrayBufferWriter<int> ids, int? id, int start)
    {
        var written = MemoryMarshal.AsMemory(ids.WrittenMemory).Span;
        if (id is not { } unwanted || !written[start..].Contains(unwanted))
            return;
        int count = start;
        foreach (int other in written[start..])
        {
            if (other != unwanted)
                written[count++] = other;
        }
        ids.Shorten(count);
    }
}
