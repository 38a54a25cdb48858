namespace Microsoft.ML.TransferEmbeddings.Tests.TorchSharp;

/// <summary>Stands for the end of a process in the middle of a training.</summary>
internal sealed class EndOfProcess : Exception;
