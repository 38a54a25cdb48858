using System.Globalization;
using System.Text;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Result of <see cref="WordVectors.EvaluateAnalogies"/>. <see cref="ToString"/> returns a table for reading. Immutable.</summary>
public sealed class AnalogyEvaluation
{
    internal AnalogyEvaluation(IReadOnlyList<AnalogySection> sections)
    {
        Sections = sections;
        Total = new AnalogySection("total", sections.Sum(section => section.Correct), sections.Sum(section => section.Answered), sections.Sum(section => section.Skipped));
    }

    /// <summary>Sections, in the order of the file.</summary>
    public IReadOnlyList<AnalogySection> Sections { get; }

    /// <summary>All questions together.</summary>
    public AnalogySection Total { get; }

    /// <summary>Returns a line for each section, and one for the total.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var section in Sections.Append(Total))
            text.Append(CultureInfo.InvariantCulture, $"{section.Name,-28} {section.Accuracy,6:P1} {section.Correct,6} of {section.Answered,6}, {section.Skipped} skipped\n");
        return text.ToString().TrimEnd();
    }
}
