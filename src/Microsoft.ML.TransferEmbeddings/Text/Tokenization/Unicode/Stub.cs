using System.Text;
namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;
internal enum UnicodeForm { C, D, KC, KD }
internal static class UnicodeNormalization { public static void Normalize(UnicodeForm form, NormalizedText input, NormalizedText output) { var s=input.Chars.ToString().Normalize(form switch{UnicodeForm.C=>NormalizationForm.FormC,UnicodeForm.D=>NormalizationForm.FormD,UnicodeForm.KC=>NormalizationForm.FormKC,_=>NormalizationForm.FormKD}); if (s==input.Chars.ToString()) output.AppendCopy(input,0,input.Length); else output.Append(s, input, 0, input.Length); } }
internal sealed class CharsMap { public CharsMap(ReadOnlyMemory<byte> b) { _ = b; } public void Normalize(NormalizedText input, NormalizedText output) { output.AppendCopy(input,0,input.Length); _ = this; } }
