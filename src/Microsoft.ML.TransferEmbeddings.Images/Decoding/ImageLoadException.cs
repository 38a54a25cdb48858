namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An image can't be used. The message names it and says why.</summary>
public sealed class ImageLoadException : Exception
{
    internal ImageLoadException(string name, ImageProblem problem, string reason)
        : base($"The image {name} can't be used: {reason}.")
    {
        Problem = problem;
    }

    /// <summary>What is wrong with it.</summary>
    public ImageProblem Problem { get; }
}
