namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Measuring;

/// <param name="TextsASecond">By the clock.</param>
/// <param name="ProcessorMilliseconds">Of all threads of this process, a text.</param>
/// <param name="OthersShare">Of the machine's processors, what other processes took meanwhile.</param>
internal readonly record struct WayRun(double TextsASecond, double ProcessorMilliseconds, double OthersShare);
