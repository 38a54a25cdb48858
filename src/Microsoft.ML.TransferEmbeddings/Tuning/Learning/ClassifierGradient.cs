namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>The gradient of a batch: of the head, and of those tokens that the batch has.</summary>
/// <param name="tokens">How many tokens there are.</param>
/// <param name="dimension">Of their vectors.</param>
/// <param name="classes">How many classes there are.</param>
internal sealed class ClassifierGradient(int tokens, int dimension, int classes)
{
    /// <summary>For each token its place among those of the batch, from 1; 0 for one that the batch does not have.</summary>
    private readonly int[] slots = new int[tokens];

    private readonly List<int> touched = [];
    private float[] rows = new float[256 * dimension];
    private float[] logWeights = new float[256];

    public float[] Weights { get; } = new float[classes * dimension];

    public float[] Biases { get; } = new float[classes];

    /// <summary>The tokens of the batch, in the order of their first places.</summary>
    public IReadOnlyList<int> Tokens => touched;

    public void Clear()
    {
        foreach (int token in touched)
            slots[token] = 0;
        rows.AsSpan(0, touched.Count * dimension).Clear();
        logWeights.AsSpan(0, touched.Count).Clear();
        touched.Clear();
        Array.Clear(Weights);
        Array.Clear(Biases);
    }

    /// <summary>By a token's vector; zeros where it is asked for first.</summary>
    public Span<float> Row(int token)
    {
        // First: it may make the arrays larger.
        int slot = Slot(token);
        return rows.AsSpan(slot * dimension, dimension);
    }

    /// <summary>By the logarithm of a token's weight.</summary>
    public Span<float> LogWeight(int token)
    {
        int slot = Slot(token);
        return logWeights.AsSpan(slot, 1);
    }

    private int Slot(int token)
    {
        if (slots[token] == 0)
        {
            touched.Add(token);
            slots[token] = touched.Count;
            if (touched.Count > logWeights.Length)
            {
                Array.Resize(ref rows, 2 * rows.Length);
                Array.Resize(ref logWeights, 2 * logWeights.Length);
            }
        }
        return slots[token] - 1;
    }
}
