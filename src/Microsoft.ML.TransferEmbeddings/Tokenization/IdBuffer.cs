using System.Buffers;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Tokenization;

/// <summary>Removal of ids, which ArrayBufferWriter lacks.</summary>
internal static class IdBuffer
{
    /// <summary>Keeps only the first ids.</summary>
    public static void Shorten(this ArrayBufferWriter<int> ids, int count)
    {
        ids.ResetWrittenCount();
        if (count == 0)
            return;
        // The memory is as it was: only the count was set back.
        ids.GetSpan(count);
        ids.Advance(count);
    }

    /// <summary>Removes every <paramref name="id"/> from index <paramref name="start"/> on.</summary>
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
