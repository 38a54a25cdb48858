using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings.Pipeline;

/// <summary>Where the rows of a view come from.</summary>
internal static class DataOrigin
{
    /// <summary>The view that filters, samples and stages were applied to one after another, such as a text loader's.</summary>
    public static IDataView Of(IDataView view)
    {
        while (view is IDataTransform { Source: { } source })
            view = source;
        return view;
    }
}
