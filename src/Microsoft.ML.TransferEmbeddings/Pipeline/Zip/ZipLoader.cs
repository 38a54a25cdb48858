using System.Reflection;

namespace Microsoft.ML.TransferEmbeddings.Pipeline.Zip;

/// <summary>
/// What ML.NET calls when it finds a stage in a model zip: it loads the assembly by its name and looks there for the signature. An encoder of another package
/// brings a loader of its own, so that its zip is read where nobody has named a type of that package.
/// </summary>
/// <param name="Assembly">The assembly that registers the signature.</param>
/// <param name="Signature">At most 24 characters.</param>
internal sealed record ZipLoader(Assembly Assembly, string Signature);
