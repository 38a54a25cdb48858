using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.ML.TransferEmbeddings.Tests.VectorData.Milvus;

namespace Microsoft.ML.TransferEmbeddings.Tests.VectorData;

/// <summary>The server that stands in for Milvus sees what it is for.</summary>
public sealed class MilvusServerTests : IAsyncLifetime
{
    private const string Collection = """
        {
          "collectionName": "points",
          "schema": { "fields": [
            { "fieldName": "Id", "dataType": "Int64", "isPrimary": true },
            { "fieldName": "Name", "dataType": "VarChar", "nullable": true, "elementTypeParams": { "max_length": 10 } },
            { "fieldName": "Tags", "dataType": "Array", "elementDataType": "VarChar", "nullable": true, "elementTypeParams": { "max_length": 10, "max_capacity": 3 } },
            { "fieldName": "Vector", "dataType": "FloatVector", "elementTypeParams": { "dim": 2 } }
          ] },
          "indexParams": [{ "fieldName": "Vector", "indexName": "Vector", "metricType": "COSINE", "params": { "index_type": "FLAT" } }]
        }
        """;

    private const string Rows = """
        {
          "collectionName": "points",
          "data": [{ "Id": 9007199254740993, "Name": "a", "Tags": ["x"], "Vector": [1, 0] }, { "Id": 2, "Vector": [0, 1] }]
        }
        """;

    private readonly HttpClient client = new();
    private MilvusServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await MilvusServer.StartAsync(MilvusServer.Create(looksWhileLoading: 0));
        await PostAsync("collections/create", Collection);
        await PostAsync("collections/get_load_state", """{ "collectionName": "points" }""");
        var answer = await PostAsync("entities/upsert", Rows);
        Assert.Equal(0, answer.GetProperty("code").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("collections/has", """{ "name": "points" }""", "'collectionName' is missing")]
    [InlineData("collections/has", """{ "collectionName": "points", "more": 1 }""", "'more' is not described")]
    [InlineData("collections/has", """{ "collectionName": "my points" }""", "no name")]
    [InlineData("collections/new", """{ "collectionName": "points" }""", "path")]
    [InlineData("entities/upsert", """{ "collectionName": "points", "data": [{ "Id": 1, "Vector": [1, 0, 0] }] }""", "3 dimensions")]
    [InlineData("entities/upsert", """{ "collectionName": "points", "data": [{ "Id": 1, "Vector": [1, 0], "Other": 1 }] }""", "'Other' is not in the schema")]
    [InlineData("entities/upsert", """{ "collectionName": "points", "data": [{ "Id": "1", "Vector": [1, 0] }] }""", "'Id', Int64")]
    [InlineData("entities/upsert", """{ "collectionName": "points", "data": [{ "Id": 1, "Name": "01234567890", "Vector": [1, 0] }] }""", "too long")]
    [InlineData("entities/upsert", """{ "collectionName": "points", "data": [{ "Vector": [1, 0] }] }""", "'Id' has no value")]
    [InlineData("entities/delete", """{ "collectionName": "points" }""", "'filter' is missing")]
    [InlineData("entities/query", """{ "collectionName": "points", "limit": 16384, "offset": 1 }""", "beyond 16384")]
    [InlineData("entities/query", """{ "collectionName": "points", "outputFields": ["Other"] }""", "Other not exist")]
    [InlineData("entities/search", """{ "collectionName": "points", "annsField": "Vector", "data": [[1, 0]], "searchParams": { "metricType": "L2" } }""", "metric type not match")]
    public async Task WhatTheApiDoesNotDescribeIsRefused(string path, string body, string reason)
    {
        var answer = await PostAsync(path, body);
        Assert.Equal(1100, answer.GetProperty("code").GetInt32());
        Assert.Contains(reason, answer.GetProperty("message").GetString());
        Assert.Single(server.Violations);
    }

    [Theory]
    [InlineData("Name == 3", "string == integer")]
    [InlineData("Name == \"a\" Name", "goes on")]
    [InlineData("Name", "no condition")]
    [InlineData("Other == 3", "Other not exist")]
    [InlineData("Name == {p0}", "no value")]
    [InlineData("not Name in [\"a\"]", "a value where a condition is wanted")]
    [InlineData("Id == 9223372036854775808", "64 bits")]
    [InlineData("Id == -9223372036854775808", "64 bits")]
    [InlineData("Name == \"a\nb\"", "'\"'")]
    [InlineData("Name == 'a", "'''")]
    [InlineData("Vector == 1", "don't compare")]
    [InlineData("Id in 3", "wants a list")]
    public async Task AFilterThatHasNoMeaningIsRefused(string filter, string reason) =>
        Assert.Contains(reason, (await QueryAsync(filter)).GetProperty("message").GetString());

    [Theory]
    [InlineData("", "2 9007199254740993")]
    [InlineData("Id == 9007199254740993", "9007199254740993")]
    [InlineData("Id > (-9223372036854775807 - 1) && Id < 3", "2")]
    [InlineData("Name == 'a' or Id == 2 and Id == 3", "9007199254740993")]
    [InlineData("Name != \"b\"", "9007199254740993")]
    [InlineData("not (Name == \"b\")", "9007199254740993")]
    [InlineData("Name is null", "2")]
    [InlineData("Name not in ['b', \"\\\"\"] || Name is null", "2 9007199254740993")]
    [InlineData("not array_contains(Tags, 'y')", "9007199254740993")]
    [InlineData("array_length(Tags) == 1 and Tags[0] == 'x'", "9007199254740993")]
    [InlineData("Tags[1] != 'x'", "")]
    public async Task AFilterMeansWhatTheReferenceSays(string filter, string ids) =>
        Assert.Equal(ids, string.Join(' ', (await QueryAsync(filter)).GetProperty("data").EnumerateArray().Select(row => row.GetProperty("Id").GetString()).Order()));

    /// <summary>Parameters are floating-point numbers, and those have 53 bits.</summary>
    [Fact]
    public async Task ParametersThatAreNumbersLoseDigits()
    {
        const string query = """{ "collectionName": "points", "filter": "Id == {p0}", "exprParams": { "p0": 9007199254740993 }, "consistencyLevel": "Strong" }""";
        Assert.Empty((await PostAsync("entities/query", query)).GetProperty("data").EnumerateArray());
        Assert.Contains("no place for 'p0'", (await PostAsync("entities/query", query.Replace("{p0}", "1"))).GetProperty("message").GetString());
        Assert.Contains("[]", (await PostAsync("entities/query", query.Replace("9007199254740993", "[]"))).GetProperty("message").GetString());
    }

    /// <summary>Only who asks for it sees the last change.</summary>
    [Fact]
    public async Task WhoDoesNotAskForConsistencyReadsWhatWas()
    {
        Assert.Empty((await PostAsync("entities/query", """{ "collectionName": "points" }""")).GetProperty("data").EnumerateArray());
        Assert.Equal(2, (await PostAsync("entities/query", """{ "collectionName": "points", "consistencyLevel": "Strong" }""")).GetProperty("data").GetArrayLength());
    }

    private Task<JsonElement> QueryAsync(string filter) => PostAsync("entities/query", JsonSerializer.Serialize(new { collectionName = "points", filter, outputFields = new[] { "Id" }, consistencyLevel = "Strong" }));

    private async Task<JsonElement> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8);
        content.Headers.ContentType = new("application/json");
        using var response = await client.PostAsync(new Uri(server.Endpoint, $"v2/vectordb/{path}"), content);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
