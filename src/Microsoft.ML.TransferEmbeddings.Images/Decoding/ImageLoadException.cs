namespace Microsoft.ML.TransferEmbeddings;

/// <summary>The exception that is thrown when an image can't be used. The message names the image and the reason.</summary>
public sealed class ImageLoadException : Exception
{
    internal ImageLoadException(string name, ImageProblem problem, string reason)
        : base($"The image {name} can't be used: {reason}.")
    {
        Problem = problem;
    }

    /// <summary>Kind of problem.</summary>
    public ImageProblem Problem { get; }
}
