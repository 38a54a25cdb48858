namespace Microsoft.ML.TransferEmbeddings.Vectors.Training;

/// <summary>
/// Random numbers that are the same everywhere and always: SplitMix64 (Steele, Lea and Flood 2014, https://doi.org/10.1145/2714064.2660195). Not for several threads.
/// </summary>
internal struct RandomSequence
{
    private const ulong Increment = 0x9E37_79B9_7F4A_7C15;

    private ulong state;

    /// <summary>Sequences of different seeds or places have nothing to do with each other.</summary>
    public RandomSequence(int seed, int place = 0, int subPlace = 0) =>
        state = Mix(Mix(Mix((uint)seed + Increment) + (uint)place) + (uint)subPlace);

    public ulong Next() => Mix(state += Increment);

    /// <summary>A number from 0 up to but without <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(((Next() >> 32) * (uint)end) >> 32);

    /// <summary>A number between -1 and 1.</summary>
    public float Symmetric() => (int)(Next() >> 40) * (1f / (1 << 23)) - 1;

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
