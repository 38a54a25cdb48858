namespace Microsoft.ML.TransferEmbeddings.AI.Requests;

/// <summary>Vectors that have been paid for, by their text. The oldest leave when there are too many. Thread-safe.</summary>
internal sealed class KeptVectors(long maxBytes)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, float[]> vectors = [];
    private readonly Queue<string> oldest = new();
    private long bytes;

    public float[]? Find(string text)
    {
        lock (gate)
            return vectors.GetValueOrDefault(text);
    }

    public void Add(string text, float[] vector)
    {
        lock (gate)
        {
            if (!vectors.TryAdd(text, vector))
                return;
            oldest.Enqueue(text);
            bytes += SizeOf(text, vector);
            while (bytes > maxBytes)
            {
                string dropped = oldest.Dequeue();
                vectors.Remove(dropped, out float[]? its);
                bytes -= SizeOf(dropped, its!);
            }
        }
    }

    private static long SizeOf(string text, float[] vector) => (sizeof(char) * (long)text.Length) + (sizeof(float) * (long)vector.Length);
}
