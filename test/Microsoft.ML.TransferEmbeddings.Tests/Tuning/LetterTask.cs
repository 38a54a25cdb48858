namespace Microsoft.ML.TransferEmbeddings.Tests.Tuning;

/// <summary>Texts of letters. Each letter belongs to a class, which its random vector does not tell: a few dimensions can't hold the classes of all letters.</summary>
internal static class LetterTask
{
    public sealed class Row
    {
        public string Text { get; set; } = "";

        public string Label { get; set; } = "";

        public bool IsFirst => Label == "class 0";
    }

    /// <summary>No text has them.</summary>
    public const string UnseenText = "x y z";

    private const string Letters = "abcdefghijklmnopqrstuvw";

    public static Row[] Rows(int count, int seed, int classes = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            int target = i % classes;
            char[] own = [.. Letters.Where((_, place) => place * 7 % 5 % classes == target)];
            // Two of the class and one of any.
            char[] text = [own[random.Next(own.Length)], own[random.Next(own.Length)], Letters[random.Next(Letters.Length)]];
            random.Shuffle(text);
            return new Row { Text = string.Join(' ', text), Label = $"class {target}" };
        })];
    }
}
