using System.Globalization;
using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Queries;

/// <summary>Similarities that people gave to pairs of words: two words and a number, with tabs between them; lines that begin with # are comments.</summary>
internal static class WordPairTest
{
    public static WordPairEvaluation Evaluate(WordTable table, string path, int mostFrequent)
    {
        var vocabulary = new FoldedVocabulary(table, mostFrequent);
        List<double> people = [], vectors = [];
        int pairs = 0;
        foreach (var (number, line) in TestFileLines.Read(path))
        {
            if (line[0] == '#')
                continue;
            string[] fields = line.Split('\t');
            if (fields.Length != 3 || !double.TryParse(fields[2], NumberStyles.Float, CultureInfo.InvariantCulture, out double similarity) || !double.IsFinite(similarity))
                throw TestFileLines.Error(path, number, $"\"{line}\" is not two words and a number with tabs between them");
            pairs++;
            int one = vocabulary.Find(FoldedVocabulary.Fold(fields[0])), other = vocabulary.Find(FoldedVocabulary.Fold(fields[1]));
            if (one < 0 || other < 0)
                continue;
            people.Add(similarity);
            vectors.Add(Cosine.Of(table.Row(one), table.Row(other)));
        }
        return new WordPairEvaluation(Correlation.Pearson(people, vectors), Correlation.Spearman(people, vectors), pairs, pairs - people.Count);
    }
}
