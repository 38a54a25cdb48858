using System.Globalization;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What <see cref="WordVectors.EvaluateAnalogies"/> found. <see cref="ToString"/> is a table for reading. Immutable.</summary>
public sealed class AnalogyEvaluation
{
    internal AnalogyEvaluation(IReadOnlyList<AnalogySection> sections)
    {
        Sections = sections;
        Total = new AnalogySection("total", sections.Sum(section => section.Correct), sections.Sum(section => section.Answered), sections.Sum(section => section.Skipped));
    }

    /// <summary>The sections in the order of the file.</summary>
    public IReadOnlyList<AnalogySection> Sections { get; }

    /// <summary>All questions together: its accuracy is over those that were answered.</summary>
    public AnalogySection Total { get; }

    /// <summary>One line per section.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var section in Sections.Append(Total))
            text.Append(CultureInfo.InvariantCulture, $"{section.Name,-28} {section.Accuracy,6:P1} {section.Correct,6} of {section.Answered,6}, {section.Skipped} skipped\n");
        return text.ToString().TrimEnd();
    }
}
