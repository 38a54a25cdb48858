using System.Threading.RateLimiting;

namespace Microsoft.ML.TransferEmbeddings.AI.Requests;

/// <summary>Lets requests begin only as fast as a number of tokens a minute allows. Thread-safe.</summary>
internal sealed class TokenLimit
{
    private const int SecondsPerMinute = 60;

    /// <summary>Until an answer has said how many there are: about a token for three bytes.</summary>
    private const double FirstTokensPerByte = 1 / 3.0;

    private readonly TokenBucketRateLimiter limiter;
    private readonly int portion;
    private long answeredBytes;
    private long answeredTokens;

    public TokenLimit(int tokensPerMinute)
    {
        // Portions of a second, so that a minute never has the tokens of two.
        portion = Math.Max(1, tokensPerMinute / SecondsPerMinute);
        limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = portion,
            TokensPerPeriod = portion,
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)portion / tokensPerMinute),
            QueueLimit = int.MaxValue,
        });
    }

    public async Task WaitAsync(long bytes, CancellationToken cancellationToken)
    {
        long known = Interlocked.Read(ref answeredBytes);
        double tokensPerByte = known > 0 ? Interlocked.Read(ref answeredTokens) / (double)known : FirstTokensPerByte;
        for (long left = Math.Max(1, (long)(bytes * tokensPerByte)); left > 0; left -= portion)
        {
            using var lease = await limiter.AcquireAsync((int)Math.Min(left, portion), cancellationToken).ConfigureAwait(false);
        }
    }

    public void Learn(long bytes, long tokens)
    {
        if (tokens == 0)
            return;
        Interlocked.Add(ref answeredTokens, tokens);
        Interlocked.Add(ref answeredBytes, bytes);
    }
}
