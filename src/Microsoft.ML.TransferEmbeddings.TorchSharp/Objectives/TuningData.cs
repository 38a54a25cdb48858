namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Objectives;

/// <summary>Refuses data from which nothing can be learned.</summary>
internal static class TuningData
{
    /// <exception cref="ArgumentException">There is something wrong with the texts or their labels.</exception>
    public static void Check(LabeledText[] texts, FineTuningObjective objective)
    {
        if (Array.FindIndex(texts, row => row.Label is null) is >= 0 and var missing)
            throw new ArgumentException($"The text {missing:N0} has no label. Label it, or leave it out.", nameof(texts));
        var classes = texts.GroupBy(row => row.Label).ToArray();
        if (classes.Length < 2)
            throw new ArgumentException($"{(classes.Length == 0 ? "There is no text" : $"All {texts.Length:N0} texts have the label '{classes[0].Key}'")}, and at least two classes are needed. Give texts of several classes.", nameof(texts));
        if (texts.All(row => row.Text == texts[0].Text))
            throw new ArgumentException($"All {texts.Length:N0} texts are equal ('{texts[0].Text}'), so that nothing tells the classes apart. Give different texts.", nameof(texts));
        if (objective != FineTuningObjective.CrossEntropy && classes.All(group => group.Distinct().Count() < 2))
            throw new ArgumentException($"No class has two different texts, and {objective} needs two in at least one. Give more texts of a class, or choose {FineTuningObjective.CrossEntropy}.", nameof(texts));
    }

    /// <exception cref="ArgumentException">There is something wrong with the pairs.</exception>
    public static void Check(TextPair[] pairs)
    {
        if (pairs.Length < 2)
            throw new ArgumentException($"There {(pairs.Length == 0 ? "is no pair" : "is one pair")}, and at least two are needed.", nameof(pairs));
        if (Array.FindIndex(pairs, pair => pair.First is null || pair.Second is null) is >= 0 and var missing)
            throw new ArgumentException($"The pair {missing:N0} lacks a text. Leave such pairs out.", nameof(pairs));
        int scored = pairs.Count(pair => pair.Score is not null);
        if (scored is not 0 && scored < pairs.Length)
            throw new ArgumentException($"{scored:N0} of {pairs.Length:N0} pairs have a score. Give all of them one, or none.", nameof(pairs));
        if (Array.FindIndex(pairs, pair => pair.Score is { } score && !double.IsFinite(score)) is >= 0 and var wrong)
            throw new ArgumentException($"The score of the pair {wrong:N0} is {pairs[wrong].Score}. Leave such pairs out.", nameof(pairs));
        if (scored > 0 && pairs.All(pair => pair.Score == pairs[0].Score))
            throw new ArgumentException($"All {pairs.Length:N0} pairs have the score {pairs[0].Score}, so that nothing is in order. Give pairs of different scores.", nameof(pairs));
        if (pairs.All(pair => pair.First == pair.Second))
            throw new ArgumentException($"The texts of each of the {pairs.Length:N0} pairs are equal, so that nothing brings them nearer. Give pairs of different texts.", nameof(pairs));
        if (scored == 0 && pairs.All(pair => pair.First == pairs[0].First))
            throw new ArgumentException($"All {pairs.Length:N0} pairs have the same first text ('{pairs[0].First}'). Give pairs of different texts.", nameof(pairs));
        if (scored == 0 && pairs.All(pair => pair.Second == pairs[0].Second))
            throw new ArgumentException($"All {pairs.Length:N0} pairs have the same second text ('{pairs[0].Second}'). Give pairs of different texts.", nameof(pairs));
    }

    /// <exception cref="ArgumentException">Vectors can't be cut to one of the numbers.</exception>
    public static void Check(IReadOnlyList<int> dimensions, int most)
    {
        if (dimensions.FirstOrDefault(count => count > most) is > 0 and var wrong)
            throw new ArgumentException($"{nameof(FineTuningOptions.MatryoshkaDimensions)} has {wrong:N0}, and the model's vectors have {most:N0} dimensions. Name only {most:N0} and less.", "options");
    }
}
