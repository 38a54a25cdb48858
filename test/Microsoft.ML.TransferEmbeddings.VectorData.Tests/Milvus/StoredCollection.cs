using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

/// <summary>A collection of the server: a schema, indexes, and rows.</summary>
internal sealed class StoredCollection
{
    private const int MostRows = 16_384;

    private readonly IReadOnlyDictionary<string, StoredField> fields;
    private readonly StoredField key;
    private readonly Dictionary<string, (string? Metric, string Type)> indexes = [];
    private readonly string consistency;
    private ImmutableDictionary<object, IReadOnlyDictionary<string, object?>> rows = ImmutableDictionary<object, IReadOnlyDictionary<string, object?>>.Empty;
    private ImmutableDictionary<object, IReadOnlyDictionary<string, object?>> rowsBefore = ImmutableDictionary<object, IReadOnlyDictionary<string, object?>>.Empty;

    public StoredCollection(Arguments arguments)
    {
        var schema = arguments.Object("schema");
        fields = (schema.List("fields") ?? throw new Refusal("a schema without fields")).Select(StoredField.Read).ToDictionary(field => field.Name);
        schema.End();
        key = fields.Values.Where(field => field.IsPrimary).ToArray() is [var primary] ? primary : throw new Refusal("a schema without one primary field");
        foreach (var index in arguments.List("indexParams") ?? [])
            ReadIndex(new Arguments(index));
        if (!fields.Values.Any(field => field.IsVector) || fields.Values.Any(field => field.IsVector && !indexes.ContainsKey(field.Name)))
            throw new Refusal("a schema without a vector field, or one without an index");
        var parameters = arguments.Object("params");
        consistency = Level(parameters) ?? "Bounded";
        parameters.End();
    }

    /// <summary>How often it still says that it is loading; null where it is not loaded.</summary>
    public int? LooksUntilLoaded { get; set; }

    public string Look()
    {
        if (LooksUntilLoaded is null)
            return "LoadStateNotLoad";
        return LooksUntilLoaded-- > 0 ? "LoadStateLoading" : "LoadStateLoaded";
    }

    public JsonNode Describe(string name) => new JsonObject
    {
        ["collectionName"] = name,
        ["consistencyLevel"] = consistency,
        ["fields"] = new JsonArray([.. fields.Values.Select(field => field.Describe())]),
        ["indexes"] = new JsonArray([.. indexes.Select(index => new JsonObject { ["fieldName"] = index.Key, ["indexName"] = index.Key, ["metricType"] = index.Value.Metric ?? "" })]),
        ["load"] = "LoadStateLoaded",
    };

    public JsonNode Upsert(Arguments arguments, AnswerForm form)
    {
        var changed = rows.ToBuilder();
        var keys = new JsonArray();
        foreach (var item in arguments.List("data") is { Count: > 0 } data ? data : throw new Refusal("'data' is missing"))
        {
            var given = new Arguments(item).Rest();
            if (given.Keys.FirstOrDefault(name => !fields.ContainsKey(name)) is { } unknown)
                throw new Refusal($"the field '{unknown}' is not in the schema");
            var row = fields.Values.ToDictionary(field => field.Name, field => field.Keep(given.TryGetValue(field.Name, out var value) ? value : null));
            changed[row[key.Name]!] = row;
            keys.Add(key.Answer(row[key.Name], form));
        }
        Replace(changed.ToImmutable());
        return new JsonObject { ["upsertCount"] = keys.Count, ["upsertIds"] = keys };
    }

    public JsonNode Delete(Arguments arguments)
    {
        var accepts = Filter(arguments, isRequired: true);
        Replace(rows.RemoveRange(rows.Where(row => accepts(row.Value)).Select(row => row.Key)));
        return new JsonObject();
    }

    public JsonNode Query(Arguments arguments, AnswerForm form)
    {
        var accepts = Filter(arguments, isRequired: false);
        var level = Level(arguments);
        var (wanted, limit, offset) = Page(arguments);
        var found = Visible(form.TakesConsistencyOfQueries ? level : null).Values.Where(accepts).OrderBy(row => Scramble(row[key.Name]!)).Skip(offset).Take(limit);
        return new JsonArray([.. found.Select(row => Answer(row, wanted, form))]);
    }

    public JsonNode Search(Arguments arguments, AnswerForm form)
    {
        var accepts = Filter(arguments, isRequired: false);
        string level = Level(arguments) ?? consistency;
        var (wanted, limit, offset) = Page(arguments);
        var field = fields.GetValueOrDefault(arguments.RequiredText("annsField")) is { IsVector: true } vectors ? vectors : throw new Refusal("'annsField' is no vector");
        float[] query = arguments.List("data") is [var only] ? (float[])field.Keep(only)! : throw new Refusal("'data' has not one vector");
        CheckSearch(arguments.Object("searchParams"), field, limit + offset);
        string metric = indexes[field.Name].Metric!;
        var found = Visible(level).Values.Where(accepts)
            .Select(row => (Row: row, Distance: Distance(metric, query, (float[])row[field.Name]!)))
            .OrderBy(item => metric == "L2" ? item.Distance : -item.Distance).ThenBy(item => Scramble(item.Row[key.Name]!))
            .Skip(offset).Take(limit);
        return new JsonArray([.. found.Select(item =>
        {
            var answer = Answer(item.Row, wanted, form);
            answer["id"] = key.Answer(item.Row[key.Name], form);
            answer["distance"] = item.Distance;
            return answer;
        })]);
    }

    private void ReadIndex(Arguments index)
    {
        var field = fields.GetValueOrDefault(index.RequiredText("fieldName")) ?? throw new Refusal("an index of no field");
        StoredField.CheckName(index.RequiredText("indexName"));
        string? metric = index.Text("metricType");
        var parameters = index.Object("params");
        index.End();
        string type = parameters.RequiredText("index_type");
        bool isKnown = field.IsVector ? type is "FLAT" or "HNSW" or "AUTOINDEX" : type is "INVERTED" or "AUTOINDEX";
        if (!isKnown || field.IsVector != metric is "L2" or "IP" or "COSINE")
            throw new Refusal($"the index '{type}' with the metric '{metric}' is none of the field '{field.Name}'");
        if (type == "HNSW" && (parameters.Integer("M") is not (>= 2 and <= 2048) || parameters.Integer("efConstruction") is not > 0))
            throw new Refusal("an index HNSW without M and efConstruction");
        parameters.End();
        indexes[field.Name] = (metric, type);
    }

    private void CheckSearch(Arguments search, StoredField field, int depth)
    {
        if (search.Text("metricType") is { } metric && metric != indexes[field.Name].Metric)
            throw new Refusal($"metric type not match: expected {indexes[field.Name].Metric}, actual {metric}");
        var parameters = search.Object("params");
        if (indexes[field.Name].Type == "HNSW" && parameters.Integer("ef") is { } ef && ef < depth)
            throw new Refusal($"'ef' is {ef}, and {depth} rows are wanted");
        parameters.End();
        search.End();
    }

    private Func<IReadOnlyDictionary<string, object?>, bool> Filter(Arguments arguments, bool isRequired)
    {
        string text = arguments.Text("filter") ?? "";
        var parameters = arguments.Object("exprParams").Rest();
        if (text.Length > 0)
            return FilterExpression.Parse(text, parameters, fields);
        return isRequired || parameters.Count > 0 ? throw new Refusal("'filter' is missing") : _ => true;
    }

    private (IReadOnlyList<string> Wanted, int Limit, int Offset) Page(Arguments arguments)
    {
        if (LooksUntilLoaded is not < 0)
            throw new Refusal(Refusal.CollectionNotLoaded, "collection not loaded");
        var wanted = arguments.Texts("outputFields") ?? [.. fields.Keys];
        if (wanted.FirstOrDefault(name => !fields.ContainsKey(name)) is { } unknown)
            throw new Refusal($"field {unknown} not exist");
        int limit = arguments.Integer("limit") ?? 100, offset = arguments.Integer("offset") ?? 0;
        return limit >= 1 && offset >= 0 && (long)limit + offset <= MostRows ? (wanted, limit, offset) : throw new Refusal($"limit {limit} and offset {offset} are beyond {MostRows}");
    }

    private static string? Level(Arguments arguments)
    {
        string? level = arguments.Text("consistencyLevel");
        return level is null or "Strong" or "Session" or "Bounded" or "Eventually" ? level : throw new Refusal($"the consistency level '{level}' is not known");
    }

    /// <summary>Who doesn't ask for the strong level doesn't see the last change.</summary>
    private ImmutableDictionary<object, IReadOnlyDictionary<string, object?>> Visible(string? level) => (level ?? consistency) == "Strong" ? rows : rowsBefore;

    private void Replace(ImmutableDictionary<object, IReadOnlyDictionary<string, object?>> changed) => (rowsBefore, rows) = (rows, changed);

    private JsonObject Answer(IReadOnlyDictionary<string, object?> row, IReadOnlyList<string> wanted, AnswerForm form) =>
        new(wanted.Append(key.Name).Distinct().Select(name => KeyValuePair.Create(name, fields[name].Answer(row[name], form))));

    /// <summary>Zeros have the cosine 0, as with Milvus.</summary>
    private static float Distance(string metric, float[] query, float[] vector) => metric switch
    {
        "IP" => TensorPrimitives.Dot(query, vector),
        "L2" => MathF.Pow(TensorPrimitives.Distance<float>(query, vector), 2),
        _ => TensorPrimitives.Norm<float>(vector) == 0 ? 0 : TensorPrimitives.CosineSimilarity(query, vector),
    };

    /// <summary>An order that nobody can rely on, and that is the same for every page.</summary>
    private static uint Scramble(object key) => $"{key}".Aggregate(2166136261, (hash, letter) => (hash ^ letter) * 16777619);
}
