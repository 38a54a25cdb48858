using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TransferEmbeddings;

// What a production process does, with nothing of the library but its reference: loads a model zip and computes the column "Features", or another
// one, of the rows in an ML.NET binary file, once with a cursor and once a row at a time, as PredictionEngine does.
//
//   FreshProcess MODEL.zip ROWS.idv VECTORS [COLUMN]
//
// Where the environment names a server in EMBEDDINGS_URL, and the model in EMBEDDINGS_MODEL, the context has a generator: OpenAI's client with that server.
//
// Or reads a model of the hub, with the store and the hub that the environment names, and prints its fingerprint.
//
//   FreshProcess --hub REPOSITORY REVISION

if (args is ["--hub", var repository, var revision])
{
    using var encoder = await TextEmbeddingModel.FromHubAsync(repository, new HubModelOptions { Revision = revision });
    Console.WriteLine(encoder.Fingerprint);
    return 0;
}
// Or loads a model zip, embeds a text and disposes of it, again and again, or embeds with one engine after another of one model, and prints by how many
// megabytes the process grew after the first rounds.
//
//   FreshProcess --rounds MODEL.zip COUNT
//   FreshProcess --engines MODEL.zip COUNT

if (args is ["--rounds" or "--engines", var file, var count])
{
    int rounds = int.Parse(count, CultureInfo.InvariantCulture);
    Console.WriteLine(args[0] == "--rounds" ? Rounds.OfLoading(file, rounds) : Rounds.OfEngines(file, rounds));
    return 0;
}
// Or trains word vectors on a file with a text a line, tokens between blanks, and prints in which epoch it began.
//
//   FreshProcess --train TEXTS CHECKPOINT EPOCHS VECTORS.bin

if (args is ["--train", var texts, var checkpoint, var epochs, var trained])
{
    Console.WriteLine(Training.Run(texts, checkpoint, int.Parse(epochs, CultureInfo.InvariantCulture), trained));
    return 0;
}
// Or embeds the texts "text FIRST", "text FIRST + 1" and so on with a cache, 50 at a time, until it is killed, and writes the number of each 50 that are kept to a file.
//
//   FreshProcess --fill CACHE KEPT FIRST

if (args is ["--fill", var cacheFile, var kept, var first])
{
    Filling.Run(cacheFile, kept, int.Parse(first, CultureInfo.InvariantCulture));
    return 0;
}
if (args is not [var zip, var rows, var vectors, .. { Length: <= 1 } rest])
{
    Console.Error.WriteLine("usage: FreshProcess MODEL.zip ROWS.idv VECTORS [COLUMN] | --hub REPOSITORY REVISION | --rounds MODEL.zip COUNT | --engines MODEL.zip COUNT | --train TEXTS CHECKPOINT EPOCHS VECTORS.bin | --fill CACHE KEPT FIRST");
    return 2;
}

string columnName = rest is [var name] ? name : "Features";
// The vectors of the encoder that was loaded, and none that was computed in another batch.
var ml = new MLContext().UseEmbeddingOptions(new() { Cache = EmbeddingCache.None, Services = Hosted.Services() });
var model = ml.Model.Load(zip, out _);
var data = ml.Data.LoadFromBinary(rows);
using var output = new BinaryWriter(File.Create(vectors));

var transformed = model.Transform(data);
using (var cursor = transformed.GetRowCursor([transformed.Schema[columnName]]))
    Write(cursor, cursor.GetGetter<VBuffer<float>>(cursor.Schema[columnName]));

var mapper = model.GetRowToRowMapper(data.Schema);
var features = mapper.OutputSchema[columnName];
using (var cursor = data.GetRowCursor(data.Schema))
using (var row = mapper.GetRow(cursor, [features]))
    Write(cursor, row.GetGetter<VBuffer<float>>(features));
return 0;

void Write(DataViewRowCursor cursor, ValueGetter<VBuffer<float>> getter)
{
    VBuffer<float> vector = default;
    while (cursor.MoveNext())
    {
        getter(ref vector);
        foreach (float value in vector.DenseValues())
            output.Write(value);
    }
}
