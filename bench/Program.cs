using System.CommandLine;
using Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;
using Reporting;

var root = new RootCommand("Measures what the pages of docs/ say. A verb prints its tables, and writes them into a page where --document names one.");
foreach (var verb in new[] { LearningVerbs.Create(), TextVerbs.Create(), ImageVerbs.Create(), WordVerbs.Create(), ItemVerbs.Create(), PublishingVerbs.Create(), FuzzVerbs.Create(), CachingVerbs.Create(), MultimodalVerbs.Create(), SearchVerbs.Create(), TorchVerbs.Create() }.SelectMany(verbs => verbs))
    root.Subcommands.Add(verb);
return await ConsoleProgram.RunAsync(root, args);
