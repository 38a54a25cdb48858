using System.Globalization;
using System.Text;
using CsCheck;
using Microsoft.ML.TransferEmbeddings.Words.Formats;

namespace Microsoft.ML.TransferEmbeddings.Tests.Words.Formats;

public class DecimalSingleTests
{
    private static readonly Gen<string> Digits = Gen.String[Gen.Char['0', '9'], 0, 24];

    private static readonly Gen<string> Number =
        from sign in Gen.OneOf("", "-", "+")
        from whole in Digits
        from point in Gen.Bool
        from fraction in Digits
        from exponent in Gen.OneOf(Gen.Const(""), Gen.Int[-60, 60].Select(value => $"e{value}"), Gen.Int[0, 40].Select(value => $"E+{value}"))
        select point ? $"{sign}{whole}.{fraction}{exponent}" : $"{sign}{whole}{exponent}";

    [Fact]
    public void EveryNumberIsTheNearestOne() => Number.Sample(Check, iter: 200_000);

    [Fact]
    public void WhatIsWrittenIsReadBack() => Gen.Single.Sample(value => Check(value.ToString("R", CultureInfo.InvariantCulture)), iter: 200_000);

    [Theory]
    [InlineData("16777217", 16777216f)]
    [InlineData("16777219", 16777220f)]
    [InlineData("1.00000005960464477540", 1.00000012f)]
    [InlineData("1.00000005960464477539", 1f)]
    [InlineData("1.000000059604644775390625", 1f)]
    [InlineData("1.00000017881393432617187500000001", 1.00000024f)]
    [InlineData("0.000000000000000000000000000000000000000001", 1e-42f)]
    [InlineData("1e-50", 0f)]
    [InlineData("00.5", 0.5f)]
    [InlineData("5.", 5f)]
    [InlineData("+.25", 0.25f)]
    public void MiddlesAndLimitsAreRight(string text, float expected)
    {
        Assert.Equal(text.Length, DecimalSingle.Read(Encoding.ASCII.GetBytes(text), out float value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("0,5")]
    [InlineData("x1.5")]
    [InlineData("1_000")]
    [InlineData("0x1p3")]
    [InlineData("--1")]
    [InlineData("1\r")]
    [InlineData("１")]
    [InlineData("∞")]
    [InlineData("+-nan")]
    public void OtherTextIsNone(string text)
    {
        Assert.False(DecimalSingle.IsNumber(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(0, DecimalSingle.Read(Encoding.UTF8.GetBytes(text + " 1"), out _));
    }

    [Theory]
    [InlineData("nan", float.NaN)]
    [InlineData("-NaN", float.NaN)]
    [InlineData("inf", float.PositiveInfinity)]
    [InlineData("-Infinity", float.NegativeInfinity)]
    [InlineData("1e39", float.PositiveInfinity)]
    public void WhatIsNotFiniteIsSeen(string text, float expected)
    {
        Assert.Equal(text.Length, DecimalSingle.Read(Encoding.ASCII.GetBytes(text + " 1"), out float value));
        Assert.Equal(expected, value);
    }

    private static void Check(string text)
    {
        bool isNumber = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float expected);
        int length = DecimalSingle.Read(Encoding.ASCII.GetBytes(text), out float value);
        Assert.Equal(isNumber ? text.Length : 0, length);
        if (isNumber)
            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(value));
    }
}
