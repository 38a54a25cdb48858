using Microsoft.ML.TransferEmbeddings.FewLabels.Training;
using Microsoft.ML.TransferEmbeddings.Text.StaticText;

namespace Microsoft.ML.TransferEmbeddings.Tuning.Learning;

/// <summary>A tuned encoder, and the head that was trained with it.</summary>
internal sealed record TunedStaticText(StaticTextDefinition Definition, LinearModel Head);
