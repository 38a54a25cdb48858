using System.ClientModel;
using Microsoft.Extensions.AI;
using Microsoft.ML.TransferEmbeddings;
using OpenAI;

/// <summary>The generator that the environment names.</summary>
internal static class Hosted
{
    public static IServiceProvider? Services()
    {
        if (Environment.GetEnvironmentVariable("EMBEDDINGS_URL") is not { Length: > 0 } url)
            return null;
        var client = new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(url) });
        return new EmbeddingGenerators(client.GetEmbeddingClient(Environment.GetEnvironmentVariable("EMBEDDINGS_MODEL")).AsIEmbeddingGenerator());
    }
}
