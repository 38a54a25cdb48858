using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Regex;

/// <summary>
/// A regular expression of Oniguruma itself, over UTF-16: the native library of package Onigwrap, called directly, because the package's own classes
/// rewrite escapes, let all groups capture, and do not tell a search that was given up from one without a match.
/// </summary>
internal sealed class Oniguruma : IDisposable
{
    private const string Library = "libonigwrap";
    private const int Mismatch = -1;
    private const uint GiveUpAfter = 200_000;

    /// <summary>Oniguruma compiles one pattern at a time.</summary>
    private static readonly Lock Compiling = new();

    private static readonly nint Encoding, Syntax;

    private readonly nint regex, region;

    static Oniguruma()
    {
        nint library = NativeLibrary.Load(Library, typeof(Oniguruma).Assembly, null);
        Encoding = NativeLibrary.GetExport(library, "OnigEncodingUTF16_LE");
        Syntax = NativeLibrary.GetExport(library, "OnigSyntaxOniguruma");
        _ = SetRetryLimit(new CULong(GiveUpAfter));
    }

    public Oniguruma(string pattern)
    {
        nint characters = Marshal.StringToHGlobalUni(pattern);
        lock (Compiling)
            Status = New(out regex, characters, characters + sizeof(char) * pattern.Length, 0, Encoding, Syntax, 0);
        Marshal.FreeHGlobal(characters);
        region = NewRegion();
    }

    /// <summary>0 if the pattern can be used, negative if it is refused. Positive if Oniguruma slips: it knows no such status.</summary>
    public int Status { get; }

    /// <summary>
    /// All matches in UTF-16 units, found as Hugging Face's tokenizers does: a search begins where the last match ended, and an empty match there does
    /// not count. Null if Oniguruma gives up.
    /// </summary>
    public List<(int Start, int End)>? Matches(string text)
    {
        List<(int Start, int End)> matches = [];
        for (int from = 0, lastEnd = -1; from <= text.Length && text.Length > 0;)
        {
            int found = Search(regex, text, sizeof(char) * from, sizeof(char) * text.Length, region);
            if (found < 0)
                return found == Mismatch ? matches : null;
            int start = Position(region, 0), end = start + Length(region, 0);
            if (start == end && end == lastEnd)
            {
                from += from + 1 < text.Length && char.IsSurrogatePair(text, from) ? 2 : 1;
                continue;
            }
            matches.Add((start, end));
            from = lastEnd = end;
        }
        return matches;
    }

    public void Dispose()
    {
        FreeRegion(region, 1);
        Free(regex);
    }

    [DllImport(Library, EntryPoint = "onig_set_retry_limit_in_match")]
    private static extern int SetRetryLimit(CULong limit);

    [DllImport(Library, EntryPoint = "onig_new")]
    private static extern int New(out nint regex, nint pattern, nint patternEnd, uint options, nint encoding, nint syntax, nint errorInfo);

    [DllImport(Library, EntryPoint = "onig_free")]
    private static extern void Free(nint regex);

    [DllImport(Library, EntryPoint = "onig_region_new")]
    private static extern nint NewRegion();

    [DllImport(Library, EntryPoint = "onig_region_free")]
    private static extern void FreeRegion(nint region, int freesItself);

    [DllImport(Library, EntryPoint = "onigwrap_search", CharSet = CharSet.Unicode)]
    private static extern int Search(nint regex, string text, int byteOffset, int byteCount, nint region);

    [DllImport(Library, EntryPoint = "onigwrap_pos")]
    private static extern int Position(nint region, int group);

    [DllImport(Library, EntryPoint = "onigwrap_len")]
    private static extern int Length(nint region, int group);
}
