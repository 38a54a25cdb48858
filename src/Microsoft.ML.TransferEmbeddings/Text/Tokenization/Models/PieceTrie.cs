using System.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;

/// <summary>
/// The pieces of a vocabulary as a trie over UTF-16 units. The edges are in one hash table with open addressing: two arrays, however many
/// pieces there are.
/// </summary>
internal sealed class PieceTrie
{
    public const int Root = 0, None = -1;

    private const int Free = 0;

    /// <summary>Node and unit of an edge, never <see cref="Free"/>.</summary>
    private ulong[] keys;
    private int[] targets;
    private int edges;

    /// <summary>The piece that ends at a node.</summary>
    private int[] values;
    private int nodes = 1;

    /// <param name="expectedNodes">About how many units the pieces have that they do not share.</param>
    public PieceTrie(int expectedNodes)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * expectedNodes));
        keys = new ulong[size];
        targets = new int[size];
        values = new int[Math.Max(8, expectedNodes)];
        values[Root] = None;
    }

    /// <summary>Adds a piece; of two equal ones the later counts.</summary>
    public void Add(ReadOnlySpan<char> piece, int value)
    {
        int node = Root;
        foreach (char unit in piece)
        {
            int next = Step(node, unit);
            node = next == None ? AddEdge(node, unit) : next;
        }
        values[node] = value;
    }

    /// <summary>The node behind an edge, or <see cref="None"/>.</summary>
    public int Step(int node, char unit)
    {
        ulong key = Key(node, unit);
        for (int place = PlaceOf(key); ; place = (place + 1) & (keys.Length - 1))
        {
            if (keys[place] == key)
                return targets[place];
            if (keys[place] == Free)
                return None;
        }
    }

    /// <summary>The piece that ends at a node, or <see cref="None"/>.</summary>
    public int ValueOf(int node) => values[node];

    /// <summary>The piece that is exactly this text, or <see cref="None"/>.</summary>
    public int Find(ReadOnlySpan<char> piece)
    {
        int node = Root;
        foreach (char unit in piece)
        {
            node = Step(node, unit);
            if (node == None)
                return None;
        }
        return values[node];
    }

    private int AddEdge(int node, char unit)
    {
        if (2 * (edges + 1) > keys.Length)
            Grow();
        if (nodes == values.Length)
            Array.Resize(ref values, 2 * nodes);
        values[nodes] = None;
        Insert(Key(node, unit), nodes);
        edges++;
        return nodes++;
    }

    private void Insert(ulong key, int target)
    {
        int place = PlaceOf(key);
        while (keys[place] != Free)
            place = (place + 1) & (keys.Length - 1);
        keys[place] = key;
        targets[place] = target;
    }

    private void Grow()
    {
        var (oldKeys, oldTargets) = (keys, targets);
        keys = new ulong[2 * oldKeys.Length];
        targets = new int[keys.Length];
        for (int i = 0; i < oldKeys.Length; i++)
        {
            if (oldKeys[i] != Free)
                Insert(oldKeys[i], oldTargets[i]);
        }
    }

    private static ulong Key(int node, char unit) => (((ulong)(uint)node << 16) | unit) + 1;

    private int PlaceOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15UL) >> 32) & (keys.Length - 1);
}
