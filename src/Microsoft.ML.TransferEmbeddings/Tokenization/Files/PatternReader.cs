using Microsoft.ML.TransferEmbeddings.Tokenization.Regex;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Files;

/// <summary>Reads the <c>pattern</c> of <c>Replace</c> and <c>Split</c>: a text or a regular expression.</summary>
internal static class PatternReader
{
    public static TextPattern Read(JsonComponent json)
    {
        if (!json["String"].IsNull)
            return TextPattern.Literal(json["String"].Text());
        string regex = json["Regex"].Text();
        try
        {
            return TextPattern.Regex(regex);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or InvalidDataException)
        {
            throw new NotSupportedException(
                $"'{json.FileName}' has the regular expression '{regex}' in {json.Path}, which this version does not read: {e.Message} " +
                "Download or copy the file again, or use a newer version of this package.",
                e);
        }
    }
}
