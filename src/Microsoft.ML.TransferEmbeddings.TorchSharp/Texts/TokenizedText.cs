namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;

/// <summary>A text as the network reads it.</summary>
/// <param name="Ids">Of its tokens.</param>
/// <param name="FirstPooled">The first one that the pooling counts.</param>
internal readonly record struct TokenizedText(int[] Ids, int FirstPooled);
