using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>The ONNX graph of a text model, which ONNX Runtime runs.</summary>
internal sealed class TextGraphTarget() : TextModelTarget("onnx-text")
{
    private const int Head = 1024;

    /// <summary>The first runs of a graph have a minute.</summary>
    public override TimeSpan Limit => TimeSpan.FromSeconds(75);

    public override byte[] Damage(FuzzFile whole, Random random) => Mutation.OfBytes(whole.Content, random, Head);

    protected override IEnumerable<string> WriteFolders()
    {
        TinyOnnxModel.Write(Folder["tokens"]);
        TinyOnnxModel.Write(Folder["sentence"], output: null, sentenceOutput: "sentence_embedding", withPositions: true, int32: true);
        TinyOnnxModel.Write(Folder["half"], halfOutput: true, withMask: false);
        TinyOnnxModel.Write(Folder["parted"], weightsFile: "weights");
        return ["tokens/model.onnx", "sentence/model.onnx", "half/model.onnx", "parted/model.onnx"];
    }
}
