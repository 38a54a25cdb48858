using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Files.Protobuf;

namespace Microsoft.ML.TransferEmbeddings.Onnx.Graph;

/// <summary>Where a tensor's values lie that are in a file beside the graph's.</summary>
/// <param name="Location">The file's path, from the graph's folder.</param>
/// <param name="Offset">Bytes before the values.</param>
/// <param name="Length">Bytes of the values; null for all that follow.</param>
internal sealed record OnnxExternalData(string Location, long Offset, long? Length)
{
    private const int KeyField = 1, ValueField = 2;

    /// <param name="entries">Messages of a key and a value each.</param>
    /// <exception cref="FormatException">They don't say it.</exception>
    public static OnnxExternalData Read(IEnumerable<ReadOnlyMemory<byte>> entries)
    {
        string? location = null;
        long? offset = null, length = null;
        foreach (var entry in entries)
        {
            var (key, value) = ReadEntry(entry);
            switch (key)
            {
                case "location":
                    location = value;
                    break;
                case "offset":
                    offset = ReadNumber(key, value);
                    break;
                case "length":
                    length = ReadNumber(key, value);
                    break;
            }
        }
        return string.IsNullOrEmpty(location)
            ? throw new FormatException("it does not say in which file the weights lie that are in another one")
            : new OnnxExternalData(location, offset ?? 0, length);
    }

    /// <summary>The values.</summary>
    /// <param name="file">The content of the file.</param>
    /// <exception cref="FormatException">The file is too short.</exception>
    public ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> file)
    {
        var end = (Int128)Offset + (Length ?? file.Length - Offset);
        return Offset <= file.Length && end <= file.Length
            ? file[(int)Offset..(int)end]
            : throw new FormatException($"it wants weights at {Offset:N0} to {end:N0} of '{Location}', which has {file.Length:N0} bytes");
    }

    private static (string Key, string Value) ReadEntry(ReadOnlyMemory<byte> entry)
    {
        string key = "", value = "";
        var reader = new ProtobufReader(entry);
        while (reader.Read(out var field))
        {
            if (field.Number == KeyField)
                key = field.Text;
            else if (field.Number == ValueField)
                value = field.Text;
        }
        return (key, value);
    }

    private static long ReadNumber(string key, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new FormatException($"the {key} of weights in another file is '{value}'");
}
