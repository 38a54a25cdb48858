using System.Globalization;
using System.Text;
namespace Microsoft.ML.TransferEmbeddings.Text.Tokenization;
internal enum UnicodeForm { C, D, KC, KD }
internal static class UnicodeNormalization { public static void Normalize(UnicodeForm form, NormalizedText input, NormalizedText output) { var s=input.Chars.ToString().Normalize(form switch{UnicodeForm.C=>NormalizationForm.FormC,UnicodeForm.D=>NormalizationForm.FormD,UnicodeForm.KC=>NormalizationForm.FormKC,_=>NormalizationForm.FormKD}); if (s==input.Chars.ToString()) output.AppendCopy(input,0,input.Length); else output.Append(s, input, 0, input.Length); } }
internal sealed class CharsMap { public CharsMap(ReadOnlyMemory<byte> b) { _ = b; } public void Normalize(NormalizedText input, NormalizedText output) { output.AppendCopy(input,0,input.Length); _ = this; } }
internal enum UnicodeScript { Any, Han, Hiragana, Katakana }
internal static class CharacterClasses {
 public static bool IsNumeric(int c) => char.IsNumber(char.ConvertFromUtf32(c),0);
 public static bool IsRustWhiteSpace(int c) => c < 0x10000 && char.IsWhiteSpace((char)c);
 public static bool IsStripAccentsMark(int c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
 public static UnicodeScript ScriptOf(int c) => UnicodeScript.Any;
    public static bool IsRustWord(int c) => CharUnicodeInfo.GetUnicodeCategory(c) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation => true,
        UnicodeCategory.OtherSymbol => c is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
        UnicodeCategory.Format => c is 0x200C or 0x200D,
        _ => false,
    };
}
