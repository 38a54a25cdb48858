namespace Microsoft.ML.TransferEmbeddings;

/// <summary>A section of an analogy test, or all of them.</summary>
/// <param name="Name">As the file has it.</param>
/// <param name="Correct">Questions with the right answer.</param>
/// <param name="Answered">Questions whose four words are known.</param>
/// <param name="Skipped">Questions with an unknown word.</param>
public sealed record AnalogySection(string Name, int Correct, int Answered, int Skipped)
{
    /// <summary>Right answers of those given; 0 where none was.</summary>
    public double Accuracy => Answered == 0 ? 0 : (double)Correct / Answered;
}
