using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Benchmarks.Publishing;

/// <summary>A small program, published in some way into a folder of its own, that saves a model, loads it and predicts.</summary>
internal sealed class PublishedProgram
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private readonly string folder;
    private readonly string name;
    private readonly string references;

    /// <param name="folder">For the project and all that it becomes.</param>
    /// <param name="name">Of the program.</param>
    /// <param name="references">Items of the project: packages or projects.</param>
    /// <param name="stage">The expression that makes the stage before the trainer.</param>
    public PublishedProgram(string folder, string name, string references, string stage)
    {
        this.folder = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        this.name = name;
        this.references = references;
        File.WriteAllText(Path.Combine(this.folder, "Program.cs"), $$"""
            using Microsoft.ML;
            using Microsoft.ML.TransferEmbeddings;

            var ml = new MLContext(seed: 1);
            var rows = ml.Data.LoadFromEnumerable(new Row[] { new() { Text = "good food", Label = true }, new() { Text = "slow service" } });
            var pipeline = {{stage}}.Append(ml.BinaryClassification.Trainers.SdcaLogisticRegression());
            ml.Model.Save(pipeline.Fit(rows), rows.Schema, args[0]);
            using var engine = ml.Model.CreatePredictionEngine<Row, Answer>(ml.Model.Load(args[0], out _));
            Console.WriteLine("answer " + engine.Predict(new Row { Text = "good food" }).PredictedLabel);

            public class Row { public string Text { get; set; } = ""; public bool Label { get; set; } }
            public class Answer { public bool PredictedLabel { get; set; } }

            """.Replace("using Microsoft.ML.TransferEmbeddings;\n", references.Contains("TransferEmbeddings", StringComparison.Ordinal) ? "using Microsoft.ML.TransferEmbeddings;\n" : "", StringComparison.Ordinal));
    }

    /// <returns>Whether it could be published and answers as it should.</returns>
    public bool Works(PublishingMode mode)
    {
        string output = Path.Combine(folder, "published");
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        WriteProject(mode);
        if (!Run("dotnet", ["publish", "-c", "Release", "-o", output, "--nologo"]).Succeeded)
            return false;
        var (succeeded, printed) = Run(Path.Combine(output, OperatingSystem.IsWindows() ? $"{name}.exe" : name), [Path.Combine(folder, "model.zip")]);
        return succeeded && printed.Contains("answer True", StringComparison.Ordinal);
    }

    /// <summary>The properties are the program's own, as those of a user are: a property of the command line would hold for the library's project too.</summary>
    private void WriteProject(PublishingMode mode)
    {
        var properties = mode.Properties.Select(property => property.Split('=')).Select(property => $"<{property[0]}>{property[1]}</{property[0]}>");
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                {string.Concat(properties)}
              </PropertyGroup>
              <ItemGroup>{references}</ItemGroup>
            </Project>
            """);
    }

    private (bool Succeeded, string Printed) Run(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Timeout))
            process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return (process.ExitCode == 0, output.Result + errors.Result);
    }
}
