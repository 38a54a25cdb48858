namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What a stage does with an image that can't be used (<see cref="ImageProblem"/>).</summary>
public enum OnBadImage
{
    /// <summary>It throws a <see cref="BadImageException"/> that names the image and the reason.</summary>
    Throw,

    /// <summary>The row's vector is all zeros. The first few are reported, and <see cref="EmbeddingTransformer.ReplacedInputs"/> counts them.</summary>
    ZeroVector,

    /// <summary>
    /// The row's vector is all NaN, ML.NET's missing value. The first few are reported, and <see cref="EmbeddingTransformer.ReplacedInputs"/> counts them.
    /// To leave such rows out, follow the stage with <c>ml.Data.FilterRowsByMissingValues(data, column)</c>.
    /// </summary>
    MissingVector,
}
