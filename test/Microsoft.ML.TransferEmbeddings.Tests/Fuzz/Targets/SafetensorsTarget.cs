using Microsoft.ML.TransferEmbeddings.Tests.TinyModels;

namespace Microsoft.ML.TransferEmbeddings.Tests.Fuzz.Targets;

/// <summary>The table of a static model in safetensors, of every type.</summary>
internal sealed class SafetensorsTarget() : TextModelTarget("safetensors")
{
    private const string FileName = "model.safetensors";

    public override byte[] Damage(FuzzFile whole, Random random) =>
        random.Next(2) == 0 ? Mutation.OfBytes(whole.Content, random, head: 400) : DamageHeader(whole.Content, random);

    protected override IEnumerable<string> WriteFolders()
    {
        foreach (string type in new[] { "F32", "F16", "BF16", "I8" })
        {
            TinyStaticModel.Write(Folder[type], type: type, sharedRows: true);
            yield return $"{type}/{FileName}";
        }
    }

    private static byte[] DamageHeader(byte[] whole, Random random)
    {
        int length = (int)BitConverter.ToInt64(whole);
        byte[] header = Mutation.OfText(whole[8..(8 + length)], random);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. whole[(8 + length)..]];
    }
}
