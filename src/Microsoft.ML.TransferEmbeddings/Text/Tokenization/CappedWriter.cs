using System.Buffers;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>Passes ids on up to a number of them; notes when there were more, so that the rest of a long text need not be read.</summary>
internal struct CappedWriter(IBufferWriter<int> ids, int capacity)
{
    [ThreadStatic]
    private static ArrayBufferWriter<int>? wordBuffer;

    private int left = capacity;

    /// <summary>Whether ids were left out.</summary>
    public bool IsOver { get; private set; }

    public void Write(int id) => Write([id]);

    public void Write(ReadOnlySpan<char> word, WordPieceModel model)
    {
        var pieces = wordBuffer ??= new ArrayBufferWriter<int>(256);
        pieces.ResetWrittenCount();
        model.Encode(word, pieces);
        Write(pieces.WrittenSpan);
    }

    private void Write(ReadOnlySpan<int> some)
    {
        if (some.Length > left)
        {
            IsOver = true;
            some = some[..left];
        }
        ids.Write(some);
        left -= some.Length;
    }
}
