using System.IO.Compression;

namespace Microsoft.ML.TransferEmbeddings.Tests.Pipeline.Zip;

/// <summary>Zips in which something has changed since they were saved, whose own checksums are right.</summary>
internal static class ChangedZips
{
    /// <summary>Changes one bit after another of the largest part of a name, and expects each to be refused.</summary>
    public static void AreRefused(string zip, string changed, string part)
    {
        new MLContext().Model.Load(zip, out _);
        // ML.NET's header says where the stage's own bytes lie, and how many they are.
        int first = 0, count = 0;
        Rewrite(zip, changed, part, content => (first, count) = (BitConverter.ToInt32(content, 16), BitConverter.ToInt32(content, 24)));
        Assert.InRange(count, 40, 100_000);
        foreach (int place in Enumerable.Range(0, 40).Select(i => first + count * i / 40))
            Assert.Contains("damaged", Refusal(content => content[place] ^= 1 << 2));
        Assert.Contains("checksum", Refusal(content => BitConverter.TryWriteBytes(content.AsSpan(72), 0x00010001)));

        string Refusal(Action<byte[]> change)
        {
            Rewrite(zip, changed, part, change);
            var error = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(changed, out _));
            return Assert.IsType<InvalidDataException>(Causes(error).FirstOrDefault(cause => cause is InvalidDataException)).Message;
        }
    }

    private static IEnumerable<Exception> Causes(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            yield return error;
    }

    private static void Rewrite(string zip, string changed, string part, Action<byte[]> change)
    {
        using var source = ZipFile.OpenRead(zip);
        var changedEntry = source.Entries.Where(entry => entry.Name == part).MaxBy(entry => entry.Length);
        File.Delete(changed);
        using var target = ZipFile.Open(changed, ZipArchiveMode.Create);
        foreach (var entry in source.Entries)
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(content);
            byte[] bytes = content.ToArray();
            if (entry == changedEntry)
                change(bytes);
            using var copy = target.CreateEntry(entry.FullName).Open();
            copy.Write(bytes);
        }
    }
}
