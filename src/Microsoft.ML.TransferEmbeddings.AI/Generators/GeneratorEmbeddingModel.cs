using Microsoft.Extensions.AI;
using Microsoft.ML.TransferEmbeddings.AI.Generators;
using Microsoft.ML.TransferEmbeddings.AI.Requests;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>
/// A text model that a generator of Microsoft.Extensions.AI computes: a hosted one (OpenAI, Azure), a local server (Ollama), or one of this process. A model zip holds its
/// name, its dimension and the vector of a check text; whoever loads the zip gives the generator (<see cref="EmbeddingContextOptions.Services"/>).
/// </summary>
/// <remarks>
/// Thread-safe, as the generator must be. The generator stays the caller's: it must be usable as long as the model and its stages, and disposing of the model does not
/// dispose of it. An empty text has a vector of zeros and is not asked for. Vectors stay in memory (<see cref="GeneratorRequestOptions.KeptBytes"/>).
/// </remarks>
public sealed class GeneratorEmbeddingModel : EmbeddingModel<ReadOnlyMemory<char>>
{
    private readonly GeneratorConnection connection;

    private GeneratorEmbeddingModel(GeneratorDefinition definition, GeneratorConnection connection)
        : base(new ConnectedDefinition(definition, connection))
    {
        this.connection = connection;
        Name = definition.Name;
    }

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>Counts of the requests that this model and its stages made, including the one for the check text.</summary>
    public GeneratorUsage Usage => connection.Usage;

    /// <summary>Makes a model of a generator. It asks for the vector of a check text.</summary>
    /// <param name="generator">The generator, which stays the caller's.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The model, which the caller disposes of.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="generator"/> is null.</exception>
    /// <exception cref="ArgumentException">Neither the options nor the generator's metadata name the model.</exception>
    /// <exception cref="InvalidOperationException">The generator does not give a usable vector.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task<GeneratorEmbeddingModel> CreateAsync(
        IEmbeddingGenerator<string, Embedding<float>> generator, GeneratorModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        options ??= new GeneratorModelOptions();
        string name = options.Name ?? generator.GetService<EmbeddingGeneratorMetadata>()?.DefaultModelId
            ?? throw new ArgumentException($"The generator does not say which model it has. Set {nameof(GeneratorModelOptions.Name)} in {nameof(GeneratorModelOptions)}.", nameof(generator));
        var connection = new GeneratorConnection(generator, name, options.Dimensions, options.Requests);
        float[] check;
        try
        {
            check = await connection.AskAsync(CheckVector.Text, options.Dimensions, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The generator of the model '{name}' gives no usable vector: {e.Message}", e);
        }
        connection.Expect(check);
        var settings = new GeneratorSettings { Name = name, Dimension = check.Length, RequestedDimensions = options.Dimensions, Check = check };
        return new GeneratorEmbeddingModel(new GeneratorDefinition(settings), connection);
    }
}
