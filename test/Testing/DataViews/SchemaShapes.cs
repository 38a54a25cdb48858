using System.Reflection;

namespace Microsoft.ML.TransferEmbeddings.Tests.DataViews;

/// <summary>What ML.NET does inside before it asks an estimator for its output schema; the method is internal to it.</summary>
internal static class SchemaShapes
{
    private static readonly MethodInfo Create = typeof(SchemaShape).GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic)!;

    public static SchemaShape Of(DataViewSchema schema) => (SchemaShape)Create.Invoke(null, [schema])!;
}
