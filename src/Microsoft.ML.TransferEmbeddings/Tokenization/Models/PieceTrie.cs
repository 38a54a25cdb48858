using System.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>
/// The pieces of a vocabulary as a trie over UTF-16 units. The edges are in one hash table with open addressing, node, unit and target of each in one number:
/// a step reads one place of memory.
/// </summary>
internal sealed class PieceTrie
{
    public const int Root = 0, None = -1;

    /// <summary>An edge is its node, its unit and its target, never 0: the root is no target.</summary>
    private const int NodeBits = 24, UnitBits = 16, KeyBits = NodeBits + UnitBits;

    private ulong[] edges;

    /// <summary>The piece that ends at a node.</summary>
    private int[] values;
    private int nodes = 1;

    /// <param name="expectedNodes">About how many units the pieces have that they do not share.</param>
    public PieceTrie(int expectedNodes)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, 2 * expectedNodes));
        edges = new ulong[size];
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

    /// <summary>The node that an edge leads to, or <see cref="None"/>.</summary>
    public int Step(int node, char unit)
    {
        ulong key = Key(node, unit);
        for (int place = PlaceOf(key, edges.Length); ; place = (place + 1) & (edges.Length - 1))
        {
            ulong edge = edges[place];
            if (edge == 0)
                return None;
            if ((edge & ((1UL << KeyBits) - 1)) == key)
                return (int)(edge >> KeyBits);
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
        if (nodes == 1 << NodeBits)
            throw new NotSupportedException(
                $"The vocabulary's pieces begin in more than {nodes:N0} ways, which this version does not hold. Use a smaller vocabulary.");
        // Half of the places stay free.
        if (2 * nodes > edges.Length)
            Grow();
        if (nodes == values.Length)
            Array.Resize(ref values, 2 * nodes);
        values[nodes] = None;
        Insert(edges, Key(node, unit) | ((ulong)nodes << KeyBits));
        return nodes++;
    }

    private void Grow()
    {
        var larger = new ulong[2 * edges.Length];
        foreach (ulong edge in edges)
        {
            if (edge != 0)
                Insert(larger, edge);
        }
        edges = larger;
    }

    private static void Insert(ulong[] edges, ulong edge)
    {
        int place = PlaceOf(edge & ((1UL << KeyBits) - 1), edges.Length);
        while (edges[place] != 0)
            place = (place + 1) & (edges.Length - 1);
        edges[place] = edge;
    }

    private static ulong Key(int node, char unit) => ((ulong)(uint)node << UnitBits) | unit;

    private static int PlaceOf(ulong key, int size) => (int)((key * 0x9E3779B97F4A7C15UL) >> 32) & (size - 1);
}
