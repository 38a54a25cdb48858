using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Files, and what Pillow makes of them under several settings.</summary>
internal sealed class ReferenceImages
{
    private const string Root = "reference/images";

    /// <summary>How the reference marks the one of two results that this library follows.</summary>
    private const string HighByte = "high byte";

    private readonly JsonNode expected = SharedFiles.Json($"{Root}/expected.json");
    private readonly float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedFiles.Find($"{Root}/samples.f32"))).ToArray();
    private readonly byte[] levels = File.ReadAllBytes(SharedFiles.Find($"{Root}/samples.u8"));

    /// <summary>16-bit grey comes twice: once as Pillow clips it, which is not followed.</summary>
    public IEnumerable<ReferenceImage> Good => Images("ok")
        .GroupBy(image => (string)image["file"]!)
        .Select(images => images.Count() == 1 ? images.Single() : images.Single(image => ((string?)image["variant"])?.StartsWith(HighByte, StringComparison.Ordinal) == true))
        .Select(image => new ReferenceImage(FileOf(image), (string)image["decode"]! == "exact", (int)image["size"]![0]!, (int)image["size"]![1]!, image["expected"]!));

    public IEnumerable<string> Bad => Images("error").Select(FileOf);

    public ImagePreprocessing Preprocessing(string setting, TemporaryFolder folder)
    {
        var config = expected["settings"]![setting]!["config"]!;
        string file = folder["preprocessor_config.json"];
        File.WriteAllText(file, config.ToJsonString());
        var read = ImagePreprocessing.FromFile(file);
        return (string)config["crop_rounding"]! == "torchvision" ? read with { Crop = new CenterCrop(read.Crop!.Height, read.Crop.Width, CropRounding.HalfToEven) } : read;
    }

    /// <summary>A tensor's values at the places that the reference has.</summary>
    public T[] Sample<T>(string setting, T[] tensor)
    {
        var places = expected["settings"]![setting]!;
        int[] shape = places["shape"].Deserialize<int[]>()!;
        int stride = (int)places["grid_stride"]!;
        var sampled = new List<T>();
        for (int channel = 0; channel < shape[0]; channel++)
        {
            for (int row = 0; row < shape[1]; row += stride)
            {
                for (int column = 0; column < shape[2]; column += stride)
                    sampled.Add(tensor[(((channel * shape[1]) + row) * shape[2]) + column]);
            }
        }
        Assert.Equal((int)places["grid_count"]!, sampled.Count);
        sampled.AddRange(places["random_positions"].Deserialize<int[]>()!.Select(position => tensor[position]));
        return [.. sampled];
    }

    public (float[] Values, byte[] Levels) Expected(string setting, ReferenceImage image)
    {
        int offset = (int)image.Expected[setting]!["offset"]!, count = (int)expected["settings"]![setting]!["samples_per_image"]!;
        return (values[offset..(offset + count)], levels[offset..(offset + count)]);
    }

    public static string PathOf(string file) => SharedFiles.Find($"{Root}/{file}");

    private IEnumerable<JsonNode> Images(string result) => expected["images"]!.AsArray().Select(image => image!).Where(image => (string)image["result"]! == result);

    private static string FileOf(JsonNode image) => PathOf($"files/{(string)image["file"]!}");
}
