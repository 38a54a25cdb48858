namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A section of an analogy test, or all of them together. Immutable.</summary>
public sealed class AnalogySection
{
    internal AnalogySection(string name, int correct, int answered, int skipped)
    {
        Name = name;
        Correct = correct;
        Answered = answered;
        Skipped = skipped;
    }

    /// <summary>Name of the section in the file.</summary>
    public string Name { get; }

    /// <summary>Questions with the right answer.</summary>
    public int Correct { get; }

    /// <summary>Questions whose four words are known.</summary>
    public int Answered { get; }

    /// <summary>Questions with an unknown word.</summary>
    public int Skipped { get; }

    /// <summary>Share of the answered questions whose answer is right, from 0 to 1; 0 where none was answered.</summary>
    public double Accuracy => Answered == 0 ? 0 : (double)Correct / Answered;
}
