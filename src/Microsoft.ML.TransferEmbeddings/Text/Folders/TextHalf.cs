namespace Microsoft.ML.TransferEmbeddings.Text.Folders;

/// <summary>The part for texts of a graph that takes texts and images and gives a vector of each, as CLIP is exported as a whole.</summary>
internal static class TextHalf
{
    private const string Texts = "input_ids", Images = "pixel_values", TextVector = "text_embeds";

    /// <summary>The graph's part that makes the vectors of texts; the graph itself where it is another one.</summary>
    public static ModelFile Of(ModelFile graph)
    {
        OnnxNetwork network;
        try
        {
            network = OnnxNetwork.Read(graph);
        }
        catch (InvalidDataException)
        {
            // Who opens the graph says so.
            return graph;
        }
        bool takesBoth = network.Inputs.Contains(Texts) && network.Inputs.Contains(Images);
        return takesBoth && network.Operations.Any(node => node.Outputs.Contains(TextVector)) ? network.CutAt(TextVector) : graph;
    }
}
