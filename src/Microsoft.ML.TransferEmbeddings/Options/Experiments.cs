namespace Microsoft.ML.TransferEmbeddings.Options;

/// <summary>The ids of APIs whose shape is not settled; docs/experimental.md lists them.</summary>
internal static class Experiments
{
    /// <summary>Choosing what to label and which layers or blocks serve; classes and examples added to a trained model.</summary>
    public const string Selection = "TEMB001";

    /// <summary>What a package with encoders of its own needs: model folders, ONNX graphs and sessions.</summary>
    public const string EncoderBuildingBlocks = "TEMB002";
}
