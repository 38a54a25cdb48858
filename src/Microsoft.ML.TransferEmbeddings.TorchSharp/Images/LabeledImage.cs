namespace Microsoft.ML.TransferEmbeddings;

/// <summary>An image and its class. Immutable.</summary>
/// <param name="Image">The image, which is read whenever it is trained on.</param>
/// <param name="Label">Name of the class.</param>
public readonly record struct LabeledImage(ImageInput Image, string Label);
