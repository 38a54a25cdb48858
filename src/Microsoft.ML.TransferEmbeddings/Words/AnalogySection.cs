namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Results of a section of an analogy test, or of all sections together. Immutable.</summary>
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

    /// <summary>Number of questions that were answered correctly.</summary>
    public int Correct { get; }

    /// <summary>Number of questions that were answered, those whose four words are known.</summary>
    public int Answered { get; }

    /// <summary>Number of questions that were skipped, those with an unknown word.</summary>
    public int Skipped { get; }

    /// <summary>Fraction of the answered questions that were answered correctly, from 0 to 1; 0 if none was answered.</summary>
    public double Accuracy => Answered == 0 ? 0 : (double)Correct / Answered;
}
