using System.Runtime.InteropServices;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Words.Training;

/// <summary>
/// What a learner writes at every step, with room on both sides: two learners that lie side by side in memory would otherwise write into one line of it, for which
/// processors wait.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = (2 * Slack) + (3 * sizeof(long)))]
internal struct LearnerState
{
    /// <summary>Two lines, since processors fetch them in pairs.</summary>
    public const int Slack = 128;

    [FieldOffset(Slack)]
    public SplitMixRandom Random;

    [FieldOffset(Slack + sizeof(long))]
    public double Loss;

    [FieldOffset(Slack + (2 * sizeof(long)))]
    public long Predictions;
}
