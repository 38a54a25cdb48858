using System.Text;
using Microsoft.ML.TransferEmbeddings.Tokenization.Unicode;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

/// <summary>A regular expression as it is read, one code point at a time.</summary>
internal sealed class RegexReader(string pattern)
{
    public int Index { get; set; }

    public bool AtEnd => Index == pattern.Length;

    public int Peek() => CodePoints.Decode(pattern, Index).CodePoint;

    public int Read()
    {
        if (AtEnd)
            throw Malformed("an end in the middle of something");
        var (codePoint, length) = CodePoints.Decode(pattern, Index);
        Index += length;
        return codePoint;
    }

    public bool StartsWith(string text) => pattern.AsSpan(Index).StartsWith(text);

    public bool TryRead(char c)
    {
        if (AtEnd || pattern[Index] != c)
            return false;
        Index++;
        return true;
    }

    public bool TryRead(string text)
    {
        if (!StartsWith(text))
            return false;
        Index += text.Length;
        return true;
    }

    public bool TryReadNumber(int max, out int number)
    {
        int begin = Index;
        number = 0;
        while (!AtEnd && char.IsAsciiDigit(pattern[Index]))
        {
            number = 10 * number + pattern[Index++] - '0';
            if (number > max)
                throw NotSupported($"a repetition of more than {max}");
        }
        return Index > begin;
    }

    /// <summary>The text before <paramref name="end"/>, which is skipped.</summary>
    public string ReadTo(string end, string construct)
    {
        int found = pattern.IndexOf(end, Index, StringComparison.Ordinal);
        if (found < 0)
            throw Malformed($"{construct} without {end}");
        string text = pattern[Index..found];
        Index = found + end.Length;
        return text;
    }

    /// <summary>Goes to the beginning of the next line.</summary>
    public void SkipLine()
    {
        int found = pattern.IndexOf('\n', Index);
        Index = found < 0 ? pattern.Length : found + 1;
    }

    /// <summary>Hexadecimal digits.</summary>
    public int ReadHexadecimal(int digits)
    {
        int value = 0;
        for (int i = 0; i < digits; i++)
        {
            int c = Read();
            if (c > 'f' || !char.IsAsciiHexDigit((char)c))
                throw Malformed($"{new Rune(c)} for a hexadecimal digit");
            value = 16 * value + Convert.ToInt32(((char)c).ToString(), 16);
        }
        return value;
    }

    public NotSupportedException NotSupported(string construct) =>
        new($"The regular expression '{ShownPattern.Of(pattern)}' has {construct}, at character {Index}, which is not supported.");

    public NotSupportedException Malformed(string what) => new($"The regular expression '{ShownPattern.Of(pattern)}' is malformed: {what}, at character {Index}.");
}
