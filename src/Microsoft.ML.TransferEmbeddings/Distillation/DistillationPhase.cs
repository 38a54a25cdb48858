namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Phases of a distillation.</summary>
public enum DistillationPhase
{
    /// <summary>The teacher embeds the pieces of its vocabulary. Counted in pieces.</summary>
    TeacherPieces,

    /// <summary>The teacher embeds the texts; the longest phase. Counted in texts.</summary>
    TeacherTexts,

    /// <summary>The vectors of the pieces are trained. Counted in texts, over all epochs.</summary>
    Training,

    /// <summary>All vectors, including those of pairs, are trained. Counted in texts, over all epochs.</summary>
    PairTraining,
}
