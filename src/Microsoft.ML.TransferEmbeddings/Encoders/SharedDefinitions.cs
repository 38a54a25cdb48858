namespace Microsoft.ML.TransferEmbeddings.Encoders;

/// <summary>
/// The process's definitions by content: files, vocabulary and table of a model are in memory once, however often it is read or loaded. A definition that nobody
/// uses any more is forgotten.
/// </summary>
internal static class SharedDefinitions
{
    private static readonly Dictionary<string, WeakReference<EncoderDefinition>> Known = [];

    /// <summary>The definition of a content that is in memory; null where there is none.</summary>
    public static EncoderDefinition? Find(string fingerprint)
    {
        lock (Known)
            return Known.TryGetValue(fingerprint, out var reference) && reference.TryGetTarget(out var known) ? known : null;
    }

    /// <summary>The definition of the same content and type that is in memory already; the given one where there is none.</summary>
    public static EncoderDefinition Share(EncoderDefinition definition)
    {
        // Hashed before the lock is taken: large files take a while.
        string key = definition.Fingerprint;
        lock (Known)
        {
            if (Known.TryGetValue(key, out var reference) && reference.TryGetTarget(out var known) && known.GetType() == definition.GetType())
                return known;
            foreach (string forgotten in Known.Where(entry => !entry.Value.TryGetTarget(out _)).Select(entry => entry.Key).ToArray())
                Known.Remove(forgotten);
            Known[key] = new WeakReference<EncoderDefinition>(definition);
            return definition;
        }
    }
}
