using System.Security.Cryptography;

namespace Microsoft.ML.TransferEmbeddings.Files;

/// <summary>Signatures of a list of checksums: RSA with PSS padding, or ECDSA; SHA-256 in both.</summary>
internal sealed class ChecksumSignature
{
    private readonly AsymmetricAlgorithm key;

    private ChecksumSignature(AsymmetricAlgorithm key) => this.key = key;

    /// <exception cref="ArgumentException">The key is of another kind.</exception>
    public static ChecksumSignature Of(AsymmetricAlgorithm key, string parameterName) => key is RSA or ECDsa
        ? new ChecksumSignature(key)
        : throw new ArgumentException($"A model zip is signed with an {nameof(RSA)} or {nameof(ECDsa)} key, not with one of type {key.GetType().Name}.", parameterName);

    public byte[] Sign(byte[] list) => key is RSA rsa
        ? rsa.SignData(list, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
        : ((ECDsa)key).SignData(list, HashAlgorithmName.SHA256);

    public bool Verifies(byte[] list, byte[] signature) => key is RSA rsa
        ? rsa.VerifyData(list, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
        : ((ECDsa)key).VerifyData(list, signature, HashAlgorithmName.SHA256);
}
