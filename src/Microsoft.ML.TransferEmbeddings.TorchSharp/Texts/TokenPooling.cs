using Microsoft.ML.TransferEmbeddings.TorchSharp.Native;

namespace Microsoft.ML.TransferEmbeddings.TorchSharp.Texts;

/// <summary>Reduces the vectors of tokens to those of texts, with gradients; the same as the core does without.</summary>
internal static class TokenPooling
{
    /// <param name="tokens">[texts, tokens, dimension].</param>
    /// <param name="texts">As many.</param>
    /// <param name="pooling">Which.</param>
    /// <returns>[texts, dimension]; zeros for a text without a token that counts.</returns>
    public static Tensor Pool(Tensor tokens, IReadOnlyList<TokenizedText> texts, TextPooling pooling)
    {
        int rows = texts.Count, length = (int)tokens.shape[1];
        var counted = new float[rows * length];
        for (int row = 0; row < rows; row++)
            counted.AsSpan((row * length)..((row * length) + texts[row].Ids.Length))[Math.Min(texts[row].FirstPooled, texts[row].Ids.Length)..].Fill(1);
        var mask = torch.tensor(counted, [rows, length, 1]);
        return pooling.Modes.Count == 1
            ? Pool(tokens, texts, mask, pooling.Modes[0])
            : torch.cat([.. pooling.Modes.Select(mode => Pool(tokens, texts, mask, mode))], 1);
    }

    private static Tensor Pool(Tensor tokens, IReadOnlyList<TokenizedText> texts, Tensor mask, string mode) => mode switch
    {
        "cls" => At(tokens, texts, mask, text => text.FirstPooled),
        "lasttoken" => At(tokens, texts, mask, text => text.Ids.Length - 1),
        "max" => Largest(tokens, mask),
        "min" => -Largest(-tokens, mask),
        "mean" => (tokens * mask).sum(1) / Count(mask),
        "mean_sqrt_len_tokens" => (tokens * mask).sum(1) / Count(mask).sqrt(),
        "weightedmean" => WeightedMean(tokens, mask),
        _ => throw new NotSupportedException($"The pooling '{mode}' can't be trained."),
    };

    private static Tensor Count(Tensor mask) => mask.sum(1).clamp(Scalars.One);

    private static Tensor At(Tensor tokens, IReadOnlyList<TokenizedText> texts, Tensor mask, Func<TokenizedText, int> position)
    {
        long[] positions = [.. texts.Select(text => (long)Math.Clamp(position(text), 0, Math.Max(0, text.Ids.Length - 1)))];
        var index = torch.tensor(positions, [texts.Count, 1, 1]).expand(texts.Count, 1, tokens.shape[2]);
        return (tokens.gather(1, index) * mask.gather(1, index[.., .., ..1])).squeeze(1);
    }

    private static Tensor Largest(Tensor tokens, Tensor mask)
    {
        var largest = tokens.masked_fill(mask.eq(Scalars.Of(0)), Scalars.Of(double.NegativeInfinity)).amax([1]);
        return torch.where(mask.sum(1).eq(Scalars.Of(0)), torch.zeros_like(largest), largest);
    }

    /// <summary>Positions count from the text's beginning.</summary>
    private static Tensor WeightedMean(Tensor tokens, Tensor mask)
    {
        var weights = mask * Scalars.Range(1, tokens.shape[1], torch.ScalarType.Float32).reshape(1, -1, 1);
        return (tokens * weights).sum(1) / weights.sum(1).clamp(Scalars.One);
    }
}
