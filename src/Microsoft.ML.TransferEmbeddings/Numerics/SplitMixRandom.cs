namespace Microsoft.ML.TransferEmbeddings.Numerics;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014): a state of eight bytes, so that every piece of work has a sequence of its own and threads change nothing.
/// System.Random promises the same sequence within one version of .NET alone.
/// </summary>
internal struct SplitMixRandom(ulong seed)
{
    private ulong state = seed;

    /// <summary>A sequence for each place under one seed.</summary>
    public static SplitMixRandom For(int seed, int stage, int place)
    {
        var random = new SplitMixRandom(((ulong)(uint)seed << 32) | (uint)place);
        random.state = random.Next() + (uint)stage;
        return random;
    }

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to <paramref name="count"/> - 1.</summary>
    public int Next(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>0 to 1, 1 excluded.</summary>
    public float NextSingle() => (Next() >> 40) * (1f / (1 << 24));

    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int other = Next(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
