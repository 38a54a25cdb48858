using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Tests.DataViews;

/// <summary>Texts of many lengths, none twice; some are empty.</summary>
internal static class TextColumn
{
    private static readonly string[] Words = ["good", "bad", "the", "text", "row", "number", "walking", "tables", "of", "x9", "-", "wonderful", "!", "12"];

    public static readonly TestColumn<ReadOnlyMemory<char>> Input = new(
        "Input", TextDataViewType.Instance, (int row, ref ReadOnlyMemory<char> value) => value = TextOf(row).AsMemory(), text => text.ToString());

    public static string TextOf(int row)
    {
        if (row % 17 == 3)
            return "";
        var random = new Random(row);
        return $"row {row} " + string.Join(' ', Enumerable.Range(0, random.Next(random.Next(60))).Select(_ => Words[random.Next(Words.Length)]));
    }
}
