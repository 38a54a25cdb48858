using Microsoft.ML.TransferEmbeddings;
using Microsoft.ML.TransferEmbeddings.Benchmarks;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Allocations;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Corpora;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Images;
using Microsoft.ML.TransferEmbeddings.Benchmarks.OnnxText;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Quantization;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Reporting;
using Microsoft.ML.TransferEmbeddings.Benchmarks.StaticText;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Tokenization;
using Microsoft.ML.TransferEmbeddings.Benchmarks.Word2Vec;
using Microsoft.ML.TransferEmbeddings.Benchmarks.WordVectorFiles;
using SentimentExperiment;

const string usage = """
    text-onnx   --model FOLDER --texts FILE [--rounds N]    a transformer network, beside ONNX Runtime and ApplyOnnxModel
    batch-sizes --model FOLDER --texts FILE [--rounds N]    the same with several settings of BatchTokens
    quantization --model FOLDER --texts FILE [--rounds N]   8-bit weights beside Float weights
    tokens      --model FOLDER --texts FILE [--rounds N]    text to token ids, beside Microsoft.ML.Tokenizers
    text-static [--model FOLDER] [--texts FILE] [--rounds N]
                                                            a static model, the embedded one by default, beside FeaturizeText
    allocations --model FOLDER --texts FILE                 managed memory a row
    images      --model FOLDER --images FOLDER [--rounds N] a vision network in a pipeline, beside ML.NET's stages and ONNX Runtime
    images-transfer --model FOLDER --images FOLDER [--few N] [--many N] [--draws N]
                accuracy with few labels on a folder a class, beside raw pixels; 10 and 50 labels and 10 draws by default
    images-memory --model FOLDER --images FOLDER [--rows N] memory over 20,000 pictures
    images-prepare --images FOLDER [--python FILE] [--rounds N]
                decoding and preparing alone, beside Pillow and ML.NET's stages; run from the repository's root
    images-all  --shared FOLDER [--only NAME] [--document FILE] [--python FILE] [--rounds N]
                those on pictures, with models/ and data/ of that folder; the tables go into FILE, docs/images.md by default, each between its own markers;
                NAME is one of them: memory, speed, transfer, preparation; the last needs Pillow and numpy, and one processor (taskset -c 1): ML.NET's stages
                take two where they can
    word-vectors --file FILE [--questions FILE] [--rounds N]
                loads a file of word vectors and answers an analogy test; word-vectors/compare.py runs it beside gensim
    word2vec    --shared FOLDER --tokens FILE [--epochs N] [--threads N] [--seed N]
                trains word vectors on FILE, which is written from the texts of FOLDER where it is not there; word2vec/compare.py runs it beside gensim
    all         --shared FOLDER [--document FILE] [--rounds N]
                those on texts, with models/ and data/ of that folder; the tables go into FILE, docs/benchmarks.md by default

    A FILE of texts has one text a line, or is a .csv with a header and the texts in its first column.
    """;

try
{
    var arguments = CommandLineArguments.Parse(args);
    int rounds = arguments.Number("rounds") ?? 5;
    switch (arguments.Command)
    {
        case "text-onnx":
            Print(OnnxTextBenchmark.Run(arguments["model"], ReadTexts(OnnxTextBenchmark.TextCount), rounds));
            break;
        case "batch-sizes":
            Print(BatchSizeBenchmark.Run(arguments["model"], ReadTexts(OnnxTextBenchmark.TextCount), rounds));
            break;
        case "quantization":
            Print(QuantizationBenchmark.Run(arguments["model"], ReadTexts(OnnxTextBenchmark.TextCount), rounds));
            break;
        case "tokens":
            Print(TokenizerBenchmark.Run(arguments["model"], ReadTexts(int.MaxValue), rounds));
            break;
        case "text-static":
            PrintAll(StaticTextBenchmark.Run(
                arguments.Has("model") ? TextEmbeddingModel.FromDirectory(arguments["model"]) : null, arguments.Has("texts") ? ReadTexts(int.MaxValue) : BuiltInTexts.Create(), rounds));
            break;
        case "allocations":
            Print(AllocationBenchmark.Run(arguments["model"], ReadTexts(int.MaxValue)));
            break;
        case "images":
            Print(ImageStageBenchmark.Run(arguments["model"], new ImageFolder(arguments["images"]), rounds));
            break;
        case "images-transfer":
            Print(ImageTransferBenchmark.Run(arguments["model"], arguments["images"], [arguments.Number("few") ?? 10, arguments.Number("many") ?? 50], arguments.Number("draws") ?? 10));
            break;
        case "images-memory":
            Print(ImageMemoryBenchmark.Run(arguments["model"], new ImageFolder(arguments["images"]), arguments.Number("rows") ?? 20_000));
            break;
        case "images-prepare":
            Print(PreparationBenchmark.Run(new ImageFolder(arguments["images"]), Python(), rounds));
            break;
        case "word-vectors":
            Print(LoadingBenchmark.Run(arguments["file"], arguments.Has("questions") ? arguments["questions"] : null, rounds));
            break;
        case "word2vec":
            if (!File.Exists(arguments["tokens"]))
                TrainingTexts.Write(arguments["shared"], arguments["tokens"]);
            Print(Word2VecBenchmark.Run(
                arguments["tokens"], Path.Combine(arguments["shared"], "vectors/eval/wordsim353.tsv"), arguments.Number("epochs"), arguments.Number("threads") ?? 2,
                arguments.Number("seed") ?? 1));
            break;
        case "images-all":
            new ImageDocument(arguments["shared"], arguments.Has("document") ? arguments["document"] : "docs/images.md", Python(), rounds)
                .Write(arguments.Has("only") ? arguments["only"] : null);
            break;
        case "all":
            RunAll(new SharedFolder(arguments["shared"]), arguments.Has("document") ? arguments["document"] : "docs/benchmarks.md", rounds);
            break;
        default:
            throw new ArgumentException($"There is no command '{arguments.Command}'.");
    }
    return 0;

    string Python() => arguments.Has("python") ? arguments["python"] : "python3";

    TextCorpus ReadTexts(int count) => TextCorpus.Read(arguments["texts"]).Take(count);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{usage}");
    return 2;
}
catch (Exception e) when (e is DisagreementException or IOException or InvalidDataException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static void RunAll(SharedFolder shared, string file, int rounds)
{
    var document = new MarkedSection(file);
    Section[] sections =
    [
        Print(OnnxTextBenchmark.Run(shared.MiniLM, shared.Banking.Take(OnnxTextBenchmark.TextCount), rounds)),
        Print(OnnxTextBenchmark.Run(shared.MiniLM, shared.Mixed, rounds)),
        Print(QuantizationBenchmark.Run(shared.MiniLM, shared.Banking.Take(OnnxTextBenchmark.TextCount), rounds)),
        Print(TokenizerBenchmark.Run(shared.MiniLM, shared.Banking, rounds)),
        .. PrintAll(StaticTextBenchmark.Run(model: null, shared.Banking, rounds)),
        Print(AllocationBenchmark.Run(shared.MiniLM, shared.Banking)),
    ];
    document.Write(string.Join('\n', new[] { MachineDescription.Describe(rounds) }.Concat(sections).Select(section => section.ToMarkdown())));
}

static Section[] PrintAll(Section[] sections) => Array.ConvertAll(sections, Print);

static Section Print(Section section)
{
    Console.WriteLine(section.ToMarkdown());
    return section;
}
