using System.Globalization;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.Tokenization.Unicode;

/// <summary>What Hugging Face's tokenizers does with every code point, as it was read off its behavior.</summary>
internal static class UnicodeTables
{
    public static HashSet<int> Set(string table) => [.. Ranges(Json(table).AsArray())];

    public static JsonNode Json(string table) => SharedFiles.Json("tokenizers/suite/unicode-tables.json")[table]!;

    public static IEnumerable<int> Ranges(JsonArray ranges)
    {
        foreach (var range in ranges)
        {
            int[] ends = Array.ConvertAll(range!.GetValue<string>().Split('-'), e => int.Parse(e, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            for (int point = ends[0]; point <= ends[^1]; point++)
                yield return point;
        }
    }

    public static IEnumerable<int> CodePoints()
    {
        for (int point = 0; point <= 0x10FFFF; point++)
        {
            if (point is < 0xD800 or > 0xDFFF)
                yield return point;
        }
    }
}
