using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

/// <summary>A database of the server. One request is done after the other.</summary>
internal sealed class MilvusDatabase
{
    private readonly Lock access = new();
    private readonly Dictionary<string, StoredCollection> collections = [];

    public StoredCollection Find(string name) =>
        collections.GetValueOrDefault(name) ?? throw new Refusal(Refusal.CollectionNotFound, $"can't find collection[database=default][collection={name}]");

    public JsonNode Do(string path, Arguments arguments, AnswerForm form)
    {
        lock (access)
        {
            if (path == "collections/list")
            {
                arguments.End();
                return new JsonArray([.. collections.Keys.Reverse().Select(key => JsonValue.Create(key))]);
            }
            string name = StoredField.CheckName(arguments.RequiredText("collectionName"));
            var data = path switch
            {
                "collections/has" => new JsonObject { ["has"] = collections.ContainsKey(name) },
                "collections/create" => Create(name, arguments, form),
                "collections/describe" => Find(name).Describe(name),
                "collections/drop" => Drop(name),
                "collections/get_load_state" => new JsonObject { ["loadState"] = Find(name).Look(), ["loadProgress"] = 50, ["message"] = "" },
                "collections/load" => Load(name, form),
                "entities/upsert" => Find(name).Upsert(arguments, form),
                "entities/delete" => Find(name).Delete(arguments),
                "entities/query" => Find(name).Query(arguments, form),
                "entities/search" => Find(name).Search(arguments, form),
                _ => throw new Refusal($"the path '{path}' is not described"),
            };
            arguments.End();
            return data;
        }
    }

    private JsonNode Create(string name, Arguments arguments, AnswerForm form)
    {
        var collection = new StoredCollection(arguments) { LooksUntilLoaded = form.LooksWhileLoading };
        if (!collections.TryAdd(name, collection))
            throw new Refusal($"the collection '{name}' is there already");
        return new JsonObject();
    }

    private JsonNode Drop(string name)
    {
        Find(name);
        collections.Remove(name);
        return new JsonObject();
    }

    private JsonNode Load(string name, AnswerForm form)
    {
        Find(name).LooksUntilLoaded = form.LooksWhileLoading;
        return new JsonObject();
    }
}
