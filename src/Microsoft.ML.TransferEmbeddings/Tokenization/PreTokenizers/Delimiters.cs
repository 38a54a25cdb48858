namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>Cuts a word at delimiters, as the original does for every pre-tokenizer that has a behavior.</summary>
internal static class Delimiters
{
    /// <param name="text">The text, with the delimiters of the word in <see cref="PreTokenizedText.Matches"/>, counted from the word's start.</param>
    /// <param name="word">The word.</param>
    /// <param name="behavior">What becomes of the delimiters.</param>
    /// <param name="invert">Whether what lies between the matches are the delimiters.</param>
    public static void Cut(PreTokenizedText text, (int Start, int End) word, SplitBehavior behavior, bool invert)
    {
        var open = new OpenWord(text, word.Start, behavior);
        int position = word.Start;
        foreach (var match in text.Matches)
        {
            int start = word.Start + match.Start, end = word.Start + match.End;
            if (start > position)
                open.Append(start, isDelimiter: invert);
            open.Append(end, isDelimiter: !invert);
            position = end;
        }
        if (word.End > position)
            open.Append(word.End, isDelimiter: invert);
        open.Close();
    }

    /// <summary>The word that is growing: parts are appended until one begins a new word.</summary>
    private struct OpenWord(PreTokenizedText text, int start, SplitBehavior behavior)
    {
        private int start = start;
        private int end = start;
        private bool lastIsDelimiter;
        private bool isEmpty = true;

        public void Append(int partEnd, bool isDelimiter)
        {
            bool joins = !isEmpty && behavior switch
            {
                SplitBehavior.MergedWithPrevious => isDelimiter && !lastIsDelimiter,
                SplitBehavior.MergedWithNext => lastIsDelimiter && !isDelimiter,
                SplitBehavior.Contiguous => isDelimiter == lastIsDelimiter,
                _ => false,
            };
            if (!joins)
                Close();
            if (behavior == SplitBehavior.Removed && isDelimiter)
                start = partEnd;
            end = partEnd;
            lastIsDelimiter = isDelimiter;
            isEmpty = false;
        }

        public void Close()
        {
            text.Add(start, end);
            start = end;
        }
    }
}
