namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>Characters that grow at the end, in memory that is used again.</summary>
internal sealed class CharBuffer
{
    private char[] chars = new char[1024];
    private int length;

    public ReadOnlySpan<char> Written => chars.AsSpan(0, length);

    public void Clear() => length = 0;

    public void Append(char value)
    {
        if (length == chars.Length)
            Grow(1);
        chars[length++] = value;
    }

    public void Append(ReadOnlySpan<char> value)
    {
        if (length + value.Length > chars.Length)
            Grow(value.Length);
        value.CopyTo(chars.AsSpan(length));
        length += value.Length;
    }

    private void Grow(int needed) => Array.Resize(ref chars, Math.Max(2 * chars.Length, length + needed));
}
