using System.Text;
using Microsoft.ML.TransferEmbeddings.Words.Subwords;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Subwords;

public class CharacterNgramsTests
{
    public static TheoryData<string> FastText => ReferenceFiles.FastText;

    [Theory]
    [MemberData(nameof(FastText))]
    public void HashesAndBucketsAreThoseOfFastText(string file)
    {
        var answers = ReferenceFiles.Answers(file);
        foreach (var (text, expected) in answers["hash_of_bytes"]!.AsObject())
            Assert.Equal((uint)expected!, CharacterNgrams.Hash(Encoding.UTF8.GetBytes(text)));

        var header = answers["header"]!;
        foreach (var (word, expected) in answers["out_of_vocabulary"]!.AsObject())
        {
            var hashes = Hashes(word, (int)header["min_n"]!, (int)header["max_n"]!);
            Assert.Equal((int)expected!["ngrams"]!, hashes.Count);
            int[] buckets = [.. expected["buckets"]!.AsArray().Select(bucket => (int)bucket!)];
            Assert.Equal(buckets, hashes.Take(buckets.Length).Select(hash => (int)(hash % (uint)(int)header["bucket"]!)));
        }
    }

    [Theory]
    [InlineData("a", 1, 1, "a")]
    [InlineData("a", 1, 3, "<a <a> a a>")]
    [InlineData("né", 2, 3, "<n <né né né> é>")]
    [InlineData("😀", 3, 3, "<😀>")]
    [InlineData("", 1, 3, "<>")]
    [InlineData("a", 4, 5, "")]
    [InlineData("a", 0, 0, "")]
    public void NgramsAreOfCharactersAndABracketAloneIsNone(string word, int shortest, int longest, string ngrams) => Assert.Equal(
        ngrams.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ngram => CharacterNgrams.Hash(Encoding.UTF8.GetBytes(ngram))),
        Hashes(word, shortest, longest));

    private static List<uint> Hashes(string word, int shortest, int longest)
    {
        var hashes = new List<uint>();
        CharacterNgrams.AddHashes(word, shortest, longest, hashes);
        return hashes;
    }
}
