using Microsoft.ML.TransferEmbeddings.Options;

namespace Microsoft.ML.TransferEmbeddings.Text.Modules;

/// <summary>What happens to a pooled vector, in this order. Saved in the model zip.</summary>
/// <param name="Modules">The modules after the pooling.</param>
/// <param name="Dimensions">How many of the leading dimensions are kept; null for all.</param>
/// <param name="Normalize">Whether what is kept is divided by its length.</param>
internal sealed record VectorSettings(IReadOnlyList<VectorModuleSettings> Modules, int? Dimensions, bool Normalize)
{
    public int? Dimensions { get; } = Dimensions is { } kept ? OptionRange.AtLeast(1, kept, nameof(Dimensions)) : null;

    public IReadOnlyList<VectorModuleSettings> Modules { get; } = Modules.Contains(null!) ? throw new ArgumentException("a module is null") : Modules;

    /// <summary>What a folder says, and what the user says instead.</summary>
    public static VectorSettings Create(IEnumerable<VectorModuleSettings> modules, int? truncateDim, TextEmbeddingModelOptions options)
    {
        VectorModuleSettings[] used = [.. modules.Where(module => options.Normalize != false || module.Type != VectorModuleSettings.Normalize)];
        int? dimensions = options.Dimensions ?? truncateDim;
        // A vector that is normalized already is not normalized once more: settings of equal effect are equal.
        bool isNormalized = dimensions is null && used is [.., { Type: VectorModuleSettings.Normalize }];
        return new VectorSettings(used, dimensions, options.Normalize == true && !isNormalized);
    }

    public IReadOnlyList<string> Describe() =>
    [
        .. Modules.Select(module => module.Activation is null ? module.Type : $"{module.Type} ({module.Activation})"),
        .. Dimensions is null ? Array.Empty<string>() : [$"Truncate ({Dimensions})"],
        .. Normalize ? [VectorModuleSettings.Normalize] : Array.Empty<string>(),
    ];
}
