namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>The refusal of an export to ONNX. ML.NET would name a missing column instead, or write a graph without the stage.</summary>
internal static class NotExportable
{
    public static InvalidOperationException Stage(string outputColumnName) => new(
        $"The pipeline can't be converted to ONNX: the stage that computes column '{outputColumnName}' has no ONNX form. Convert the trainer alone, " +
        $"with '{outputColumnName}' as the graph's input, and compute that column in .NET; or save the whole pipeline with mlContext.Model.Save.");
}
