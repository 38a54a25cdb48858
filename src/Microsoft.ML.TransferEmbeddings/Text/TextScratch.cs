using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Text;

/// <summary>A thread's buffer for the token ids of the text at hand.</summary>
internal static class TextScratch
{
    [ThreadStatic]
    private static ArrayBufferWriter<int>? ids;

    /// <summary>Empty; valid until this thread asks again.</summary>
    public static ArrayBufferWriter<int> Ids
    {
        get
        {
            var writer = ids ??= new ArrayBufferWriter<int>(512);
            writer.ResetWrittenCount();
            return writer;
        }
    }
}
