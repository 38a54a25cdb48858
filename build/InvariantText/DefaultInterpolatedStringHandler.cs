using System.Globalization;
using System.Text;

namespace System.Runtime.CompilerServices;

/// <summary>
/// What the compiler makes of each <c>$"…"</c> of an assembly that has this type, in place of the runtime's type of the same name: numbers in messages, tables and
/// files are the same in every culture, whoever writes them. A culture that is asked for, as in <c>string.Create(culture, $"…")</c>, counts as ever.
/// </summary>
[InterpolatedStringHandler]
internal ref struct DefaultInterpolatedStringHandler
{
    private const int GuessedLength = 11;

    private readonly StringBuilder text;
    private StringBuilder.AppendInterpolatedStringHandler handler;

    public DefaultInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        text = new StringBuilder(literalLength + (formattedCount * GuessedLength));
        handler = new StringBuilder.AppendInterpolatedStringHandler(literalLength, formattedCount, text, CultureInfo.InvariantCulture);
    }

    public void AppendLiteral(string value) => handler.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => handler.AppendFormatted(value);

    public void AppendFormatted<T>(T value, int alignment) => handler.AppendFormatted(value, alignment);

    public void AppendFormatted<T>(T value, string? format) => handler.AppendFormatted(value, format);

    public void AppendFormatted<T>(T value, int alignment, string? format) => handler.AppendFormatted(value, alignment, format);

    public void AppendFormatted(ReadOnlySpan<char> value) => handler.AppendFormatted(value);

    public readonly string ToStringAndClear() => text.ToString();
}
