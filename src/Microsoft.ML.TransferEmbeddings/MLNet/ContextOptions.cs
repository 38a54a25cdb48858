using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.TransferEmbeddings.MLNet;

/// <summary>
/// Options of a context, found again from the hosts that it registers. A context and all its hosts have one component catalog, and no other context has that one.
/// </summary>
/// <typeparam name="TOptions">The options.</typeparam>
internal static class ContextOptions<TOptions>
    where TOptions : class
{
    private static readonly ConditionalWeakTable<ComponentCatalog, TOptions> Known = [];

    public static void Set(IHostEnvironment environment, TOptions options) => Known.AddOrUpdate(environment.ComponentCatalog, options);

    /// <summary>Null where none were set.</summary>
    public static TOptions? Of(IHostEnvironment environment) => Known.TryGetValue(environment.ComponentCatalog, out var options) ? options : null;
}
