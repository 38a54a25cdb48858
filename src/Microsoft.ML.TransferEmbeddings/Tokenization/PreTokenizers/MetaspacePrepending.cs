namespace Microsoft.ML.TransferEmbeddings.Tokenization.PreTokenizers;

/// <summary>Metaspace's <c>prepend_scheme</c>: which stretches get a mark before them if they begin with none.</summary>
internal enum MetaspacePrepending
{
    Always,

    /// <summary>The one that begins the text.</summary>
    First,

    Never,
}
