using Microsoft.ML.TransferEmbeddings.TorchSharp.Networks;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;

/// <summary>A text model whose network runs on PyTorch: texts to vectors with gradients. Not thread-safe.</summary>
internal sealed class TextTrainee : IDisposable
{
    private const string Ids = "input_ids", Mask = "attention_mask", Types = "token_type_ids", Positions = "position_ids";

    private readonly TextNetwork text;
    private readonly int? dimensions;

    /// <param name="model">A model with a network in single precision.</param>
    /// <exception cref="NotSupportedException">It has none, or something in or after the network can't be trained; the message names it.</exception>
    public TextTrainee(TextEmbeddingModel model)
    {
        text = model.GetNetwork();
        var description = model.Describe();
        TrainableNetwork.RequireSinglePrecision(description.Precision, description.WeightsFile);
        foreach (string module in description.Modules)
        {
            if (module.StartsWith("Truncate", StringComparison.Ordinal))
                dimensions = model.Dimension;
            else if (module != "Normalize")
                throw new NotSupportedException($"The model has a module '{module}' after the pooling, through which nothing can be trained. Use a model without it.");
        }
        Network = TrainableNetwork.Read(text.Graph, text.Output);
    }

    public TrainableNetwork Network { get; }

    public TokenizedText Tokenize(string content)
    {
        var (ids, firstPooled) = text.Tokenize(content);
        return new TokenizedText(ids, firstPooled);
    }

    /// <returns>A vector for each text, not normalized.</returns>
    public Tensor Encode(IReadOnlyList<TokenizedText> texts)
    {
        if (Network.Inputs.Contains(Mask))
            return EncodeTogether(texts);
        // Without a mask padding would count as text.
        (int Row, TokenizedText Text)[] rows = [.. texts.Index().OrderBy(row => row.Item.Ids.Length)];
        var groups = rows.GroupBy(row => row.Text.Ids.Length).Select(group => EncodeTogether([.. group.Select(row => row.Text)]));
        long[] places = new long[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            places[rows[i].Row] = i;
        return torch.cat([.. groups], 0).index_select(0, torch.tensor(places));
    }

    public void Dispose() => Network.Dispose();

    private Tensor EncodeTogether(IReadOnlyList<TokenizedText> texts)
    {
        int length = Math.Max(1, texts.Max(row => row.Ids.Length));
        var inputs = Network.Inputs.ToDictionary(name => name, name => torch.tensor(Values(name), [texts.Count, length]));
        var output = Network.Run(inputs);
        var vectors = text.Pooling is { } pooling ? TokenPooling.Pool(output, texts, pooling) : output;
        return dimensions is { } kept ? vectors.narrow(1, 0, kept) : vectors;

        long[] Values(string input)
        {
            var values = new long[texts.Count * length];
            if (input == Ids)
                values.AsSpan().Fill(text.PaddingTokenId);
            for (int row = 0; row < texts.Count && input != Types; row++)
            {
                for (int token = 0; token < texts[row].Ids.Length; token++)
                    values[(row * length) + token] = input == Ids ? texts[row].Ids[token] : input == Positions ? token : 1;
            }
            return values;
        }
    }
}
