using System.Buffers.Binary;
using Microsoft.ML.TransferEmbeddings.Tests.Fuzz;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>Damages image files so that decoders look further than at the damage.</summary>
internal static class ImageDamage
{
    private const int Head = 100;

    private static readonly uint[] Claims = [0, 1, 2, 255, 256, 65_535, 65_536, 1_000_000, 50_000_000, 1 << 30, int.MaxValue, 1u << 31, uint.MaxValue];

    public static byte[] Spoil(byte[] whole, Random random)
    {
        bool isTiff = whole[0] == whole[1] && whole[0] is (byte)'I' or (byte)'M';
        byte[] spoilt = isTiff && random.Next(2) == 0 ? WithClaim([.. whole], random) : Mutation.OfBytes(whole, random, Head);
        return whole[0] == 0x89 && random.Next(4) > 0 ? DrawnPng.WithRightChecksums(spoilt) : spoilt;
    }

    /// <summary>Another tag, type, count or value in an entry of the directory, or in several.</summary>
    private static byte[] WithClaim(byte[] tiff, Random random)
    {
        bool isLittle = tiff[0] == 'I';
        int directory = isLittle ? BinaryPrimitives.ReadInt32LittleEndian(tiff.AsSpan(4)) : BinaryPrimitives.ReadInt32BigEndian(tiff.AsSpan(4));
        int count = isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(tiff.AsSpan(directory)) : BinaryPrimitives.ReadUInt16BigEndian(tiff.AsSpan(directory));
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            var entry = tiff.AsSpan(directory + 2 + (12 * random.Next(count)), 12);
            uint claim = Claims[random.Next(Claims.Length)];
            switch (random.Next(4))
            {
                case 0:
                    entry[random.Next(2)] = (byte)random.Next(256);
                    break;
                case 1:
                    entry[isLittle ? 2 : 3] = (byte)random.Next(20);
                    break;
                default:
                    var place = entry[(4 * random.Next(1, 3))..];
                    if (isLittle)
                        BinaryPrimitives.WriteUInt32LittleEndian(place, claim);
                    else
                        BinaryPrimitives.WriteUInt32BigEndian(place, claim);
                    break;
            }
        }
        return tiff;
    }
}
