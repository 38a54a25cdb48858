using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.Models;

/// <summary>
/// Pieces of which the longest that begins a text is looked up, without a string. A hash table with open addressing, half empty: most words are a piece, and
/// a dictionary's way to one takes twice as long.
/// </summary>
internal sealed class PieceTable
{
    /// <summary>Drawn anew by every process, so that no file can hold pieces that all fall on one place.</summary>
    private static readonly ulong Secret1 = NewSecret(), Secret2 = NewSecret(), Secret3 = NewSecret();

    private readonly Place[] places;

    /// <summary>The UTF-16 units of all pieces, one after another.</summary>
    private readonly char[] units;

    /// <summary>Whether there is a piece of a length.</summary>
    private readonly bool[] lengths;

    /// <param name="pieces">None of them twice.</param>
    public PieceTable(IReadOnlyCollection<KeyValuePair<string, int>> pieces)
    {
        places = new Place[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, 2 * pieces.Count))];
        units = new char[pieces.Sum(piece => (long)piece.Key.Length)];
        lengths = new bool[pieces.Select(piece => piece.Key.Length).DefaultIfEmpty().Max() + 1];
        int start = 0;
        foreach (var (piece, id) in pieces)
        {
            piece.CopyTo(units.AsSpan(start));
            lengths[piece.Length] = true;
            if (piece.Length > 0)
                Insert(new Place(Hash(piece), start, piece.Length, id));
            start += piece.Length;
        }
    }

    /// <summary>The length of the longest piece that begins <paramref name="text"/>; 0 where none does.</summary>
    public int FindLongest(ReadOnlySpan<char> text, out int id)
    {
        for (int length = Math.Min(text.Length, lengths.Length - 1); length > 0; length--)
        {
            if (lengths[length] && TryFind(text[..length], out id))
                return length;
        }
        id = 0;
        return 0;
    }

    private bool TryFind(ReadOnlySpan<char> piece, out int id)
    {
        var places = this.places;
        uint hash = Hash(piece);
        for (uint i = hash; ; i++)
        {
            ref var place = ref places[i & (uint)(places.Length - 1)];
            if (place.Length == 0)
                break;
            if (place.Hash == hash && piece.SequenceEqual(units.AsSpan(place.Start, place.Length)))
            {
                id = place.Id;
                return true;
            }
        }
        id = 0;
        return false;
    }

    private void Insert(Place place)
    {
        uint i = place.Hash;
        while (places[i & (uint)(places.Length - 1)].Length > 0)
            i++;
        places[i & (uint)(places.Length - 1)] = place;
    }

    /// <summary>By products of 64 bits, four units at a time; the last four may have been read already.</summary>
    private static uint Hash(ReadOnlySpan<char> text)
    {
        const int unitsATime = sizeof(ulong) / sizeof(char);
        if (text.Length < unitsATime)
            return (uint)Mix(text[0] | ((ulong)text[text.Length / 2] << 16) | ((ulong)text[^1] << 32) ^ Secret1, (ulong)text.Length ^ Secret2);
        var bytes = MemoryMarshal.AsBytes(text);
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(bytes), last = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]);
        ulong hash = Mix(first ^ Secret1, last ^ (ulong)text.Length ^ Secret2);
        for (int i = sizeof(ulong); i < bytes.Length - sizeof(ulong); i += sizeof(ulong))
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..]), Secret3);
        return (uint)hash;
    }

    private static ulong NewSecret() => (ulong)Random.Shared.NextInt64();

    private static ulong Mix(ulong a, ulong b) => Math.BigMul(a, b, out ulong low) ^ low;

    /// <summary>A piece; free where its length is 0.</summary>
    private readonly record struct Place(uint Hash, int Start, int Length, int Id);
}
