using System.Text;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

/// <summary>Damages files, in ways that real damage and hostile hands do.</summary>
internal static class Mutation
{
    /// <summary>Values that JSON may hold and that are wrong in most places.</summary>
    private static readonly string[] JsonValues =
    [
        "null", "true", "false", "0", "-1", "1", "0.5", "1e9", "1e400", "2147483647", "2147483648", "9223372036854775807", "99999999999999999999",
        "\"\"", "\"Left\"", "\"BPE\"", "\"F64\"", "\"\\u2581\"", "\"\\ud800\"", "\"[a-\"", "\"(a*)*b\"", "[]", "[[]]", "{}", "[0,-1]",
    ];

    /// <summary>A file of bytes with lengths and numbers in it.</summary>
    /// <param name="whole">The file.</param>
    /// <param name="random">What is done.</param>
    /// <param name="head">Bytes at the start where half of the damage is done: the structure, not the weights.</param>
    public static byte[] OfBytes(byte[] whole, Random random, int head)
    {
        List<byte> file = [.. whole];
        for (int change = random.Next(1, 4); change > 0 && file.Count > 0; change--)
        {
            int place = random.Next(random.Next(2) == 0 ? file.Count : Math.Min(file.Count, head)), length = Math.Min(random.Next(1, 40), file.Count - place);
            switch (random.Next(6))
            {
                case 0:
                    file[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[place] = (byte)random.Next(256);
                    break;
                case 2:
                    file.RemoveRange(place, length);
                    break;
                case 3:
                    file.InsertRange(random.Next(file.Count), file.GetRange(place, length));
                    break;
                case 4:
                    file.RemoveRange(place, file.Count - place);
                    break;
                default:
                    // A length or a number as large as can be.
                    file.RemoveAt(place);
                    file.InsertRange(place, Enumerable.Repeat((byte)0xFF, random.Next(1, 10)).Append((byte)random.Next(128)));
                    break;
            }
        }
        return [.. file];
    }

    /// <summary>A file of text, most often so that JSON stays JSON and says something else.</summary>
    public static byte[] OfText(byte[] whole, Random random)
    {
        List<byte> file = [.. whole];
        for (int change = random.Next(1, 4); change > 0 && file.Count > 0; change--)
        {
            int place = random.Next(file.Count), length = Math.Min(random.Next(1, 30), file.Count - place);
            switch (random.Next(12))
            {
                case 0:
                    file[place] = (byte)random.Next(256);
                    break;
                case 1:
                    file[place] = (byte)"0192[]{}\",:-eEtfn\\ \n"[random.Next(20)];
                    break;
                case 2:
                    file.RemoveRange(place, length);
                    break;
                case 3:
                    file.InsertRange(random.Next(file.Count), file.GetRange(place, length));
                    break;
                case 4 when random.Next(4) == 0:
                    file.RemoveRange(place, file.Count - place);
                    break;
                case 5 when random.Next(4) == 0:
                    file.InsertRange(place, Enumerable.Repeat((byte)"[{"[random.Next(2)], random.Next(1, 2000)));
                    break;
                default:
                    ReplaceValue(file, place, random);
                    break;
            }
        }
        return [.. file];
    }

    /// <summary>Puts another value in the place of one behind a colon or a comma.</summary>
    private static void ReplaceValue(List<byte> file, int place, Random random)
    {
        int start = file.FindIndex(place, b => b is (byte)':' or (byte)',' or (byte)'[') + 1;
        int end = start == 0 ? -1 : file.FindIndex(start, b => b is (byte)',' or (byte)'}' or (byte)']');
        if (end < 0)
            return;
        file.RemoveRange(start, end - start);
        file.InsertRange(start, Encoding.UTF8.GetBytes(JsonValues[random.Next(JsonValues.Length)]));
    }
}
