namespace Microsoft.ML.TransferEmbeddings;

/// <summary>What a distillation is at.</summary>
public enum DistillationPhase
{
    /// <summary>The teacher embeds the pieces of its vocabulary; counted in pieces.</summary>
    TeacherPieces,

    /// <summary>The teacher embeds the texts: the longest phase; counted in texts.</summary>
    TeacherTexts,

    /// <summary>The vectors of the pieces are trained; counted in texts, over all epochs.</summary>
    Training,

    /// <summary>The vectors of all, pairs among them, are trained; counted in texts, over all epochs.</summary>
    PairTraining,
}
