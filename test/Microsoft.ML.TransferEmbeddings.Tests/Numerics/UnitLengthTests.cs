using CsCheck;
using Microsoft.ML.TransferEmbeddings.Numerics;

namespace Microsoft.ML.TransferEmbeddings.Tests.Numerics;

/// <summary>One answer to what a vector is at length 1.</summary>
public class UnitLengthTests
{
    [Fact]
    public void ZerosStayZeros()
    {
        Assert.Equal([0, 0], Unit([0, 0]));
        Assert.Equal([0, 0], Scaled([0, 0]));
        Assert.Equal(0, UnitLength.Inverse([0, 0]));
        var unit = new double[2];
        UnitLength.Normalize([0.0, 0.0], unit);
        Assert.Equal([0, 0], unit);
    }

    [Fact]
    public void EveryOtherFiniteVectorHasLengthOne() =>
        (from exponent in Gen.Int[-44, 38] from length in Gen.Int[1, 70] from seed in Gen.Int select (exponent, length, seed)).Sample(t =>
        {
            var random = new Random(t.seed);
            float size = (float)Math.Pow(10, t.exponent);
            float[] vector = [.. Enumerable.Range(0, t.length).Select(_ => size * (1 + random.NextSingle()))];
            Assert.Equal(1, UnitLength.Of(Unit(vector)), 1e-6);
            Assert.Equal(1, UnitLength.Of(Scaled(vector)), 1e-6);
            Assert.Equal(Unit(vector), Scaled(vector), (a, b) => Math.Abs(a - b) < 1e-6f);
            double[] wide = Array.ConvertAll(vector, value => (double)value), unit = new double[t.length];
            UnitLength.Normalize(wide, unit);
            Assert.Equal(Unit(vector), unit.Select(value => (float)value), (a, b) => Math.Abs(a - b) < 1e-6f);
        });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void WhatIsNotFiniteIsNotMended(float value)
    {
        Assert.Contains(float.NaN, Unit([1, value]));
        Assert.Contains(float.NaN, Scaled([1, value]));
    }

    private static float[] Unit(float[] vector)
    {
        var unit = new float[vector.Length];
        UnitLength.Normalize(vector, unit);
        return unit;
    }

    private static float[] Scaled(float[] vector)
    {
        float[] scaled = [.. vector];
        UnitLength.Scale(scaled);
        return scaled;
    }
}
