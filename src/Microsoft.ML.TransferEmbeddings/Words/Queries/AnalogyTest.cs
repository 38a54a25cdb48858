using Microsoft.ML.TransferEmbeddings.Numerics;
using Microsoft.ML.TransferEmbeddings.Search;
using Microsoft.ML.TransferEmbeddings.Words.Tables;

namespace Microsoft.ML.TransferEmbeddings.Words.Queries;

/// <summary>
/// The analogy test of word2vec: a is to b as c is to what? Lines ": name" begin a section, all others have four words. The answer is the first of the five
/// nearest words that is, without regard to case, none of the three.
/// </summary>
internal static class AnalogyTest
{
    private const int Candidates = 5, WordsOfAQuestion = 4;

    public static AnalogyEvaluation Evaluate(WordTable table, string path, int mostFrequent)
    {
        var vocabulary = new FoldedVocabulary(table, mostFrequent);
        var sections = new List<string>();
        var questions = new List<(int Section, int[] Rows)>();
        foreach (var (number, line) in TestFileLines.Read(path))
        {
            if (line[0] == ':')
            {
                sections.Add(line[1..].Trim());
                continue;
            }
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != WordsOfAQuestion)
                throw TestFileLines.Error(path, number, $"{words.Length} words where a question has {WordsOfAQuestion}");
            if (sections.Count == 0)
                throw TestFileLines.Error(path, number, "a question before the first section, which begins with ':'");
            questions.Add((sections.Count - 1, Array.ConvertAll(words, word => vocabulary.Find(FoldedVocabulary.Fold(word)))));
        }

        var known = questions.Where(question => Array.TrueForAll(question.Rows, row => row >= 0)).ToArray();
        bool[] correct = Answer(table, vocabulary, [.. known.Select(question => question.Rows)]);
        return new AnalogyEvaluation([.. sections.Select((name, section) => new AnalogySection(
            name,
            known.Where((question, i) => question.Section == section && correct[i]).Count(),
            known.Count(question => question.Section == section),
            questions.Count(question => question.Section == section) - known.Count(question => question.Section == section)))]);
    }

    private static bool[] Answer(WordTable table, FoldedVocabulary vocabulary, int[][] questions)
    {
        // All at once would be gigabytes with a large vocabulary and many questions; so many at once keep every processor busy.
        const int questionsAtOnce = 4096;
        var correct = new List<bool>(questions.Length);
        foreach (int[][] chunk in questions.Chunk(questionsAtOnce))
        {
            var queries = new float[chunk.Length * table.Dimension];
            for (int i = 0; i < chunk.Length; i++)
            {
                var (a, b, c) = (chunk[i][0], chunk[i][1], chunk[i][2]);
                Cosine.MeanDirection(
                    [(table.Row(a).ToArray(), -1), (table.Row(b).ToArray(), 1), (table.Row(c).ToArray(), 1)], queries.AsSpan(i * table.Dimension, table.Dimension));
            }
            var others = chunk.Select(rows => RowFilter.Except(rows[..3]));
            var found = ExactSearch.FindMany(table.Searchable.First(vocabulary.Count), queries, Candidates, [.. others]);
            correct.AddRange(chunk.Zip(found, (rows, candidates) => IsCorrect(vocabulary, rows, candidates)));
        }
        return [.. correct];
    }

    private static bool IsCorrect(FoldedVocabulary vocabulary, int[] question, RowMatch[] candidates)
    {
        string[] words = Array.ConvertAll(question, row => vocabulary[row]);
        string? answer = candidates.Select(candidate => vocabulary[candidate.Row]).FirstOrDefault(word => !words.AsSpan(0, 3).Contains(word));
        return answer == words[3];
    }
}
