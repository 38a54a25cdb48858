using System.CommandLine;
using System.Text;
using Microsoft.ML.TransferEmbeddings.Benchmarks.ActiveLearning;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Encoders;
using Microsoft.ML.TransferEmbeddings.Benchmarks.FewLabels;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Hybrid;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Sentiment;
using Microsoft.ML.TransferEmbeddings.Benchmarks.StaticTuning;
using Microsoft.ML.TransferEmbeddings.Benchmarks.WhichTrainer;
using Reporting;
using Verb = System.CommandLine.Command;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.CommandLine;

/// <summary>How much is learned from vectors of texts, with few labels and with many.</summary>
internal static class LearningVerbs
{
    private const string Table = "table";

    public static IEnumerable<Verb> Create() => [Readme(), Trainers(), Strategies(), FewLabels(), FewLabelsTime(), FewLabelsClasses(), Hybrid(), HybridWeights(), Encoders(), StaticTuning()];

    /// <summary>The table of README.md.</summary>
    private static Verb Readme()
    {
        var model = Inputs.OtherModel("an embedder in place of the model inside the package");
        Option<FileInfo> reviews = Inputs.Reviews();
        var document = Inputs.Document(Table);
        var verb = new Verb("readme", "an embedder beside FeaturizeText on few labeled reviews, the table of README.md") { model, reviews, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), Table);
            using var encoder = Open(line.GetValue(model));
            using var progress = new ProgressLine();
            var curves = LearningCurves.Measure(encoder, YelpReviews.Embed(encoder, line.GetRequiredValue(reviews).FullName), progress.Report);
            output.Write(Table, $"{curves.ToMarkdown()}\n{Machine.Describe()}");
        });
        return verb;
    }

    /// <summary>The table of docs/trainers.md.</summary>
    private static Verb Trainers()
    {
        var model = SecondModel();
        Option<FileInfo> reviews = Inputs.Reviews();
        var document = Inputs.Document(Table);
        var verb = new Verb("which-trainer", "binary trainers after an embedder, on few labeled reviews") { model, reviews, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), Table);
            string file = line.GetRequiredValue(reviews).FullName;
            string report = OfEach(line.GetValue(model), (encoder, progress) => TrainerTable.Measure(YelpReviews.Embed(encoder, file), progress));
            output.Write(Table, $"""
                {report}Accuracy in percent on 200 reviews that were not trained on: mean ± standard deviation of {TrainerTable.Draws} draws,
                seeds 1 to {TrainerTable.Draws}.
                {Machine.Describe()}
                """);
        });
        return verb;
    }

    /// <summary>A table of docs/few-labels.md.</summary>
    private static Verb Strategies()
    {
        const string section = "ActiveLearning";
        var model = Inputs.OtherModel("an embedder in place of the model inside the package");
        Option<FileInfo> reviews = Inputs.Reviews();
        var document = Inputs.Document(section);
        var verb = new Verb("active-learning", "which reviews are worth a label, by several strategies, beside random choice") { model, reviews, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), section);
            using var encoder = Open(line.GetValue(model));
            using var progress = new ProgressLine();
            string name = line.GetValue(model)?.Name ?? "the model inside the package";
            var embedded = YelpReviews.Embed(encoder, line.GetRequiredValue(reviews).FullName);
            output.Write(section, $"{StrategyTable.Measure(embedded, name, progress.Report)}\n{Machine.Describe()}");
        });
        return verb;
    }

    /// <summary>The tables of docs/few-labels.md on data sets.</summary>
    private static Verb FewLabels()
    {
        const string probe = "Probe";
        string[] names = [.. DataSet.All, probe];
        Option<DirectoryInfo> data = DataSets(), model = Inputs.Model();
        var only = new Option<string?>("--only") { Description = "one of the tables; Probe is the linear probe on Yelp and Amazon" }.AcceptOnlyFromAmong(names);
        var document = Inputs.Document(names);
        var verb = new Verb("few-labels", "the trainers for few labels beside ML.NET's own, the tables of docs/few-labels.md") { data, model, only, document };
        verb.SetAction(line =>
        {
            string[] tables = line.GetValue(only) is { } name ? [name] : names;
            var output = new Output(line.GetValue(document), tables);
            string folder = line.GetRequiredValue(data).FullName;
            using var encoder = Open(line.GetRequiredValue(model));
            using var progress = new ProgressLine();
            foreach (string table in tables)
            {
                string text = table == probe
                    ? string.Join('\n', new[] { "Yelp", "Amazon" }.Select(set => Tables.Probe(DataSet.Read(set, folder), encoder, progress.Report)))
                    : Tables.FewLabels(DataSet.Read(table, folder), encoder, progress.Report);
                output.Write(table, $"{text}\n{Machine.Describe()}");
            }
        });
        return verb;
    }

    private static Verb FewLabelsTime()
    {
        const string section = "Time";
        var document = Inputs.Document(section);
        var verb = new Verb("few-labels-time", "how long training on unlabeled rows takes, and a prediction") { document };
        verb.SetAction(line => new Output(line.GetValue(document), section).Write(section, $"{TimeTable.Measure()}\n{Machine.Describe()}"));
        return verb;
    }

    private static Verb FewLabelsClasses()
    {
        const string section = "Classes";
        var document = Inputs.Document(section);
        var verb = new Verb("few-labels-classes", "how the time of training LinearProbe grows with the number of classes") { document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), section);
            using var progress = new ProgressLine();
            output.Write(section, $"{ClassesTable.Measure(progress.Report)}\n{Machine.Describe()}");
        });
        return verb;
    }

    /// <summary>The table of docs/hybrid.md.</summary>
    private static Verb Hybrid()
    {
        Option<DirectoryInfo> data = DataSets();
        var model = SecondModel();
        var document = Inputs.Document(Table);
        const string description = "an embedder, n-grams and both side by side, on few and on many labels, the table of docs/hybrid.md";
        var verb = new Verb("hybrid", description) { data, model, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), Table);
            LearningTask[] tasks = [.. LearningTask.ForTheTable(new TextFiles(line.GetRequiredValue(data).FullName))];
            string report = OfEach(
                line.GetValue(model), (encoder, progress) => AccuracyTable.Measure(encoder, tasks, Featurization.ForTheTable, progress));
            output.Write(Table, $"""
                {report}Accuracy in percent; the last two columns are the points that FeaturizeTextWithEmbedding is above (+) or below (−).
                {Machine.Describe()}
                """);
        });
        return verb;
    }

    private static Verb HybridWeights()
    {
        Option<DirectoryInfo> data = DataSets();
        var model = SecondModel();
        var verb = new Verb("hybrid-weights", "other weights of the n-grams, on other splits: what the weight was chosen from") { data, model };
        verb.SetAction(line =>
        {
            LearningTask[] tasks = [.. LearningTask.ForTheWeight(new TextFiles(line.GetRequiredValue(data).FullName))];
            string report = OfEach(
                line.GetValue(model), (encoder, progress) => AccuracyTable.Measure(encoder, tasks, Featurization.ForTheWeight, progress));
            Console.WriteLine($"{report}Accuracy in percent.\n{Machine.Describe()}");
        });
        return verb;
    }

    /// <summary>The table of docs/default-model.md.</summary>
    private static Verb Encoders()
    {
        Option<DirectoryInfo> data = DataSets();
        var models = new Option<DirectoryInfo[]>("--models")
        {
            Description = "model folders; the first is what the report is about",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        }.AcceptExistingOnly();
        var document = Inputs.Document(Table);
        const string description = "models beside each other: what their vectors know, how large they are, how fast; the table of docs/default-model.md";
        var verb = new Verb("encoders", description) { data, models, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), Table);
            var evaluation = new ModelEvaluation(line.GetRequiredValue(data).FullName);
            foreach (var folder in line.GetRequiredValue(models))
                evaluation.Measure(folder.FullName);
            output.Write(Table, evaluation.ToMarkdown());
        });
        return verb;
    }

    /// <summary>The table of docs/static-tuning.md.</summary>
    private static Verb StaticTuning()
    {
        Option<DirectoryInfo> shared = Inputs.Shared();
        var model = Inputs.OtherModel("a static model in place of the one inside the package");
        var choosing = new Option<bool>("--on-training-rows") { Description = "tests on other rows of the training parts, with other seeds and two data sets more: what the settings were chosen on" };
        var document = Inputs.Document(Table);
        var verb = new Verb("static-tuning", "a static model tuned together with a head, beside the linear probe on it, the table of docs/static-tuning.md") { shared, model, choosing, document };
        verb.SetAction(line =>
        {
            var output = new Output(line.GetValue(document), Table);
            using var encoder = Open(line.GetValue(model));
            using var progress = new ProgressLine();
            string data = Path.Combine(line.GetRequiredValue(shared).FullName, "data/text");
            output.Write(Table, $"{new TuningTable(data, line.GetValue(choosing), progress.Report).Measure(encoder)}\n{Machine.Describe()}");
        });
        return verb;
    }

    private static Option<DirectoryInfo> DataSets() => Inputs.Folder(
        "--data",
        "data sets as their authors give them: banking77/, sms_spam/, sst2/, stsbenchmark/, trec/, sentiment_labelled_sentences/, as far as the verb needs them");

    private static Option<DirectoryInfo> SecondModel() => Inputs.OtherModel("a second embedder beside the model inside the package");

    private static TextEmbeddingModel Open(DirectoryInfo? folder) =>
        folder is null ? TextEmbeddingModel.Default : TextEmbeddingModel.FromDirectory(folder.FullName);

    /// <summary>A table for the model inside the package, and one for another if there is one.</summary>
    private static string OfEach(DirectoryInfo? other, Func<TextEmbeddingModel, Action<string>, string> measure)
    {
        var text = new StringBuilder();
        foreach (var folder in other is null ? [null] : new[] { null, other })
        {
            string name = folder?.Name ?? "The model inside the package";
            using var encoder = Open(folder);
            using var progress = new ProgressLine();
            text.Append($"**{name}**\n\n{measure(encoder, step => progress.Report($"{name}: {step}"))}\n");
        }
        return text.ToString();
    }
}
