namespace Microsoft.ML.TransferEmbeddings.AI.Requests;

/// <summary>An answer that is not what was asked for.</summary>
/// <param name="message">What is wrong with it.</param>
/// <param name="mayPass">Whether the same request may be answered well another time.</param>
internal sealed class UnusableAnswerException(string message, bool mayPass) : Exception(message)
{
    public bool MayPass { get; } = mayPass;
}
