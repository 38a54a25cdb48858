namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Phase of a distillation.</summary>
public enum DistillationPhase
{
    /// <summary>The teacher embeds the pieces of its vocabulary; counted in pieces.</summary>
    TeacherPieces,

    /// <summary>The teacher embeds the texts: the longest phase; counted in texts.</summary>
    TeacherTexts,

    /// <summary>The vectors of the pieces are trained; counted in texts, over all epochs.</summary>
    Training,

    /// <summary>All vectors, those of pairs too, are trained; counted in texts, over all epochs.</summary>
    PairTraining,
}
