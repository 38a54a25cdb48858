using Microsoft.ML;
using Microsoft.ML.Data;

// What a production process does, with nothing of the library but its reference: loads a model zip and computes the column "Features" of the rows in
// an ML.NET binary file, once with a cursor and once a row at a time, as PredictionEngine does.
//
//   FreshProcess MODEL.zip ROWS.idv VECTORS

if (args is not [var zip, var rows, var vectors])
{
    Console.Error.WriteLine("usage: FreshProcess MODEL.zip ROWS.idv VECTORS");
    return 2;
}

var ml = new MLContext();
var model = ml.Model.Load(zip, out _);
var data = ml.Data.LoadFromBinary(rows);
using var output = new BinaryWriter(File.Create(vectors));

var transformed = model.Transform(data);
using (var cursor = transformed.GetRowCursor([transformed.Schema["Features"]]))
    Write(cursor, cursor.GetGetter<VBuffer<float>>(cursor.Schema["Features"]));

var mapper = model.GetRowToRowMapper(data.Schema);
var features = mapper.OutputSchema["Features"];
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
