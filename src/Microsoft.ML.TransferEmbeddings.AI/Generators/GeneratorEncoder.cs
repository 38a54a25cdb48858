using Microsoft.ML.TransferEmbeddings.AI.Requests;

namespace Microsoft.ML.TransferEmbeddings.AI.Generators;

/// <summary>Asks for the vectors of distinct texts. An empty text has zeros, and is not asked for: services refuse it.</summary>
internal sealed class GeneratorEncoder(GeneratorDefinition definition, GeneratorConnection connection) : EmbeddingEncoder<ReadOnlyMemory<char>>
{
    public override int Dimension => definition.Dimension;

    public override string Device => $"generator '{definition.Name}'";

    protected override void EncodeMany(ReadOnlyMemory<ReadOnlyMemory<char>> inputs, Memory<float> vectors, EmbeddingExecutionOptions execution, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, List<int>>();
        var encoded = new bool[inputs.Length];
        for (int row = 0; row < inputs.Length; row++)
        {
            string text = inputs.Span[row].ToString();
            if (text.Length == 0)
            {
                VectorOf(row).Span.Clear();
                encoded[row] = true;
                continue;
            }
            if (!rows.TryGetValue(text, out var same))
                rows.Add(text, same = []);
            same.Add(row);
        }
        // Without the context of the caller, whose thread waits here.
        var failure = Task.Run(() => connection.AskAsync(rows.Keys, Dimension, Receive, cancellationToken), CancellationToken.None).GetAwaiter().GetResult();
        if (failure is null)
            return;
        int[] done = [.. encoded.Index().Where(row => row.Item).Select(row => row.Index)];
        throw new PartialEncodingException(
            $"The generator of the model '{connection.Model}' failed: {failure.Message.TrimEnd('.')}. Of {inputs.Length:N0} texts, {done.Length:N0} had their vectors before, and these are kept in memory: the next run of this process asks only for the others.",
            failure,
            done);

        Memory<float> VectorOf(int row) => vectors.Slice(row * Dimension, Dimension);

        void Receive(string text, float[] vector)
        {
            foreach (int row in rows[text])
            {
                vector.CopyTo(VectorOf(row));
                encoded[row] = true;
            }
        }
    }

    protected override void EncodeOne(ReadOnlyMemory<char> input, Span<float> vector)
    {
        var window = new float[Dimension];
        EncodeMany(new[] { input }, window, new EmbeddingExecutionOptions { MaxDegreeOfParallelism = 1 }, CancellationToken.None);
        window.CopyTo(vector);
    }
}
