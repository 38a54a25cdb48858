using System.Text.Json.Nodes;

namespace Microsoft.ML.TransferEmbeddings.Tests.Images;

/// <summary>The files in which models say how images are prepared.</summary>
public sealed class PreprocessingFileTests : IDisposable
{
    private const string Rest = """ "resample": 3, "do_rescale": true, "rescale_factor": 0.00392156862745098, "do_normalize": true, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5] """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("\"image_processor_type\": \"CLIPImageProcessor\", \"size\": {\"shortest_edge\": 224}, \"do_center_crop\": true, \"crop_size\": {\"height\": 224, \"width\": 224}", "shortest edge 224, bicubic, center crop 224 x 224")]
    [InlineData("\"feature_extractor_type\": \"CLIPFeatureExtractor\", \"size\": 224, \"do_center_crop\": true, \"crop_size\": 224", "shortest edge 224, bicubic, center crop 224 x 224")]
    [InlineData("\"feature_extractor_type\": \"ViTFeatureExtractor\", \"size\": 224", "224 x 224, bicubic, no crop")]
    [InlineData("\"image_processor_type\": \"ViTImageProcessorFast\", \"size\": {\"height\": 384, \"width\": 256}", "384 x 256, bicubic, no crop")]
    [InlineData("\"image_processor_type\": \"DeiTImageProcessor\", \"size\": 256, \"crop_size\": {\"height\": 224, \"width\": 200}", "256 x 256, bicubic, center crop 224 x 200")]
    [InlineData("\"image_processor_type\": \"ConvNextImageProcessor\", \"size\": {\"shortest_edge\": 224}, \"crop_pct\": 0.875", "shortest edge 256, bicubic, center crop 224 x 224")]
    [InlineData("\"feature_extractor_type\": \"ConvNextFeatureExtractor\", \"size\": 224", "shortest edge 256, bicubic, center crop 224 x 224")]
    [InlineData("\"image_processor_type\": \"ConvNextImageProcessor\", \"size\": {\"shortest_edge\": 384}, \"crop_pct\": 0.875", "384 x 384, bicubic, no crop")]
    [InlineData("\"image_processor_type\": \"PoolFormerImageProcessor\", \"size\": {\"shortest_edge\": 224}, \"crop_pct\": 0.9, \"crop_size\": {\"height\": 224, \"width\": 224}", "shortest edge 248, bicubic, center crop 224 x 224")]
    [InlineData("\"image_processor_type\": \"LevitImageProcessor\", \"size\": {\"shortest_edge\": 224}, \"crop_size\": {\"height\": 224, \"width\": 224}", "shortest edge 256, bicubic, center crop 224 x 224")]
    [InlineData("\"image_processor_type\": \"PoolFormerImageProcessor\", \"size\": 224, \"crop_size\": 224", "shortest edge 248, bicubic, center crop 224 x 224")]
    [InlineData("\"image_processor_type\": \"PoolFormerImageProcessor\", \"size\": 224, \"crop_size\": 224, \"crop_pct\": null", "shortest edge 224, bicubic, center crop 224 x 224")]
    [InlineData("\"image_processor_type\": \"ViTHybridImageProcessor\", \"size\": 384, \"crop_size\": 384", "shortest edge 384, bicubic, center crop 384 x 384")]
    [InlineData("\"image_processor_type\": \"BitImageProcessor\", \"size\": {\"shortest_edge\": 256}, \"crop_size\": 224", "shortest edge 256, bicubic, center crop 224 x 224")]
    [InlineData("\"image_processor_type\": \"SiglipImageProcessor\", \"size\": {\"height\": 224, \"width\": 224}", "224 x 224, bicubic, no crop")]
    [InlineData("\"image_processor_type\": \"EfficientNetImageProcessor\", \"size\": 346, \"crop_size\": {\"height\": 289, \"width\": 289}, \"include_top\": false", "346 x 346, bicubic, no crop")]
    [InlineData("\"feature_extractor_type\": \"ViTFeatureExtractor\", \"size\": 224, \"crop_size\": 192", "224 x 224, bicubic, no crop")]
    [InlineData("\"feature_extractor_type\": \"ConvNextFeatureExtractor\", \"size\": 224, \"do_resize\": false, \"crop_size\": 192", "size kept, no crop")]
    [InlineData("\"size\": {\"shortest_edge\": 224}, \"do_center_crop\": false, \"crop_size\": {\"height\": 224, \"width\": 224}", "shortest edge 224, bicubic, no crop")]
    [InlineData("\"do_resize\": false, \"crop_size\": {\"height\": 7, \"width\": 8}", "size kept, center crop 7 x 8")]
    public void SizesAreRead(string sizes, string expected)
    {
        var read = Read($"{{ {sizes}, {Rest} }}");
        Assert.StartsWith(expected + ", RGB x 0.00392157, mean (0.5, 0.5, 0.5)", read.ToString());
    }

    [Fact]
    public void EfficientNetMovesAndDividesTwice()
    {
        const string text = """
            {"image_processor_type": "EfficientNetImageProcessor", "size": {"height": 5, "width": 5}, "resample": 0, "rescale_factor": 0.00784313725490196, "rescale_offset": true,
             "image_mean": [0.5, 0.4, 0.3], "image_std": [0.5, 0.4, 0.2], "include_top": true}
            """;
        var read = Read(text);
        Assert.Equal((1.5f, 1.4f, 1.3f), read.Mean);
        Assert.Equal((0.25f, 0.4f * 0.4f, 0.2f * 0.2f), read.StandardDeviation);
        Assert.Equal((0.5f, 0.4f, 0.2f), Read(text.Replace("\"include_top\": true", "\"include_top\": false")).StandardDeviation);
    }

    [Fact]
    public void WhatIsSwitchedOffDoesNotHappen()
    {
        var read = Read("""{"do_resize": false, "do_rescale": false, "do_normalize": false, "do_flip_channel_order": true}""");
        Assert.Equal(new ImagePreprocessing { RescaleFactor = 1, BlueFirst = true }, read);
    }

    /// <summary>Its file is silent on both: blue comes first, and nothing is normalized.</summary>
    [Fact]
    public void MobileViTIsReadAsItsProcessorDoes()
    {
        const string text = """{"feature_extractor_type": "MobileViTFeatureExtractor", "size": 288, "crop_size": 256, "resample": 2, "do_center_crop": true}""";
        var expected = new ImagePreprocessing { Resize = ImageResize.ToShortestEdge(288, ResamplingFilter.Bilinear), Crop = new CenterCrop(256, 256), BlueFirst = true };
        Assert.Equal(expected, Read(text));
        Assert.Equal(expected with { BlueFirst = false }, Read(text.Replace("\"size\"", "\"do_flip_channel_order\": false, \"size\"")));
    }

    [Fact]
    public void OneNumberCountsForAllChannels() =>
        Assert.Equal((0.5f, 0.5f, 0.5f), Read("""{"do_resize": false, "do_normalize": true, "image_mean": 0.5, "image_std": [0.5]}""").Mean);

    [Theory]
    [InlineData("\"do_pad\": true", "do_pad")]
    [InlineData("\"image_processor_type\": \"PerceiverImageProcessor\"", "PerceiverImageProcessor")]
    [InlineData("\"size_divisor\": 32", "size_divisor")]
    [InlineData("\"keep_aspect_ratio\": true", "keep_aspect_ratio")]
    [InlineData("\"size\": {\"longest_edge\": 32}", "size")]
    [InlineData("\"size\": {\"shortest_edge\": 32}, \"crop_pct\": 0.9", "crop_pct")]
    [InlineData("\"size\": 5, \"resample\": 9", "resample is 9")]
    [InlineData("\"size\": {\"shortest_edge\": 5}, \"image_mean\": [1, 2]", "image_mean has 2 numbers")]
    [InlineData("\"image_processor_type\": \"LayoutLMv2ImageProcessor\", \"size\": 224", "'LayoutLMv2ImageProcessor'")]
    [InlineData("\"image_processor_type\": \"Siglip2ImageProcessor\", \"size\": {\"height\": 224, \"width\": 224}", "'Siglip2ImageProcessor'")]
    [InlineData("\"size\": 224", "its size is a number")]
    [InlineData("\"size\": {\"shortest_edge\": 800, \"longest_edge\": 1333}", "longest_edge")]
    [InlineData("\"size\": {\"height\": 32, \"width\": 32}, \"crop_pct\": 0.9", "crop_pct")]
    [InlineData("\"image_processor_type\": \"ConvNextImageProcessor\", \"size\": {\"height\": 32, \"width\": 32}", "shortest_edge")]
    [InlineData("\"image_processor_type\": \"ViTImageProcessor\", \"size\": 256, \"do_center_crop\": true, \"crop_size\": 224", "do_center_crop")]
    [InlineData("\"image_processor_type\": \"CLIPImageProcessor\", \"size\": 224, \"crop_size\": 224, \"do_flip_channel_order\": true", "do_flip_channel_order")]
    [InlineData("\"image_processor_type\": \"CLIPImageProcessor\", \"size\": 224, \"crop_size\": 224, \"use_square_size\": true", "use_square_size")]
    [InlineData("\"image_processor_type\": \"DPTImageProcessor\", \"size\": 384, \"ensure_multiple_of\": 14", "ensure_multiple_of")]
    [InlineData("\"image_processor_type\": \"ViTImageProcessor\", \"size\": 224, \"rescale_offset\": true", "rescale_offset")]
    public void WhatIsNotKnownIsRefusedByName(string settings, string named)
    {
        var json = JsonNode.Parse($"{{ {Rest} }}")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse($"{{ {settings} }}")!.AsObject())
            json[name] = value?.DeepClone();
        var error = Assert.Throws<NotSupportedException>(() => Read(json.ToJsonString()));
        Assert.Contains(named, error.Message);
        Assert.Contains("preprocessor_config.json", error.Message);
    }

    [Theory]
    [InlineData("""{"do_resize": true, "size": 224, "do_normalize": false}""", "resample")]
    [InlineData("""{"do_resize": true, "resample": 2, "do_normalize": false}""", "size")]
    [InlineData("""{"do_resize": false, "do_normalize": true, "image_mean": [0, 0, 0]}""", "image_std")]
    [InlineData("""{"do_resize": false, "do_center_crop": true, "do_normalize": false}""", "crop_size")]
    [InlineData("""{"do_resize": "yes"}""", "do_resize")]
    [InlineData("""{"do_resize": false, "do_normalize": true, "image_mean": 0, "image_std": 0}""", "StandardDeviation")]
    [InlineData("""{"do_resize": false, "do_normalize": false, "rescale_factor": 0}""", "RescaleFactor")]
    [InlineData("""{"image_processor_type": "CLIPImageProcessor", "size": 224, "resample": 3, "do_normalize": false}""", "crop_size")]
    [InlineData("""{"size": {"shortest_edge": 70000}, "resample": 2, "do_normalize": false}""", "65,536")]
    [InlineData("""{"image_processor_type": "ConvNextImageProcessor", "size": 224, "crop_pct": 0, "resample": 2, "do_normalize": false}""", "65,536")]
    [InlineData("""{"some": "other file"}""", "does not say")]
    [InlineData("""[1]""", "not the object")]
    [InlineData("""{""", "JSON")]
    public void WhatIsLackingOrDamagedIsNamed(string text, string named)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(text));
        Assert.Contains(named, error.Message);
        Assert.Contains("preprocessor_config.json", error.Message);
    }

    [Theory]
    [InlineData("\"crop_pct\": 0.9, \"interpolation\": \"bicubic\", \"crop_mode\": \"center\"", "shortest edge 248, bicubic, center crop 224 x 224")]
    [InlineData("\"interpolation\": \"bilinear\"", "shortest edge 256, bilinear, center crop 224 x 224")]
    [InlineData("\"crop_pct\": 1.0, \"interpolation\": \"bicubic\", \"crop_mode\": \"squash\"", "224 x 224, bicubic, center crop 224 x 224")]
    public void PretrainedConfigOfTimmIsRead(string settings, string expected)
    {
        string cfg = $$"""{"input_size": [3, 224, 224], {{settings}}, "mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25]}""";
        File.WriteAllText(folder["config.json"], $$"""{"architecture": "some_net", "pretrained_cfg": {{cfg}} }""");
        var read = ImagePreprocessing.FromDirectory(folder.Root);
        Assert.StartsWith(expected, read.ToString());
        Assert.Equal(CropRounding.HalfToEven, read.Crop!.Rounding);
        Assert.Equal((0.25f, 0.25f, 0.25f), read.StandardDeviation);
        Assert.Equal(1 / 255.0, read.RescaleFactor);
        Assert.Equal(read, Read(cfg));
    }

    [Theory]
    [InlineData("\"input_size\": [3, 224, 224], \"interpolation\": \"bicubic\", \"crop_mode\": \"border\"", "border")]
    [InlineData("\"input_size\": [3, 224, 192], \"interpolation\": \"bicubic\"", "no square")]
    [InlineData("\"input_size\": [1, 224, 224], \"interpolation\": \"bicubic\"", "input_size")]
    [InlineData("\"input_size\": [3, 224, 224], \"interpolation\": \"random\"", "random")]
    [InlineData("\"input_size\": [3, 224, 224], \"interpolation\": \"bicubic\", \"crop_pct\": 0", "crop_pct")]
    public void PretrainedConfigThatIsNotKnownIsRefused(string settings, string named) =>
        Assert.Contains(named, Assert.Throws<NotSupportedException>(() => Read($"{{ {settings} }}")).Message);

    [Fact]
    public void FolderIsReadInItsOrder()
    {
        Assert.Contains(folder.Root, Assert.Throws<FileNotFoundException>(() => ImagePreprocessing.FromDirectory(folder.Root)).Message);
        File.WriteAllText(folder["config.json"], """{"pretrained_cfg": {"input_size": [3, 1, 1], "interpolation": "box", "crop_pct": 1}}""");
        Assert.Equal((1, 1), ImagePreprocessing.FromDirectory(folder.Root).OutputSize);
        File.WriteAllText(folder["processor_config.json"], """{"image_processor": {"do_normalize": false, "size": {"height": 2, "width": 2}, "resample": 2}}""");
        Assert.Equal((2, 2), ImagePreprocessing.FromDirectory(folder.Root).OutputSize);
        File.WriteAllText(folder["preprocessor_config.json"], """{"do_normalize": false, "size": {"height": 3, "width": 3}, "resample": 2}""");
        Assert.Equal((3, 3), ImagePreprocessing.FromDirectory(folder.Root).OutputSize);
    }

    [Fact]
    public void MissingFilesAndFoldersAreNamed()
    {
        Assert.Contains("no-such", Assert.Throws<FileNotFoundException>(() => ImagePreprocessing.FromFile(folder["no-such.json"])).Message);
        Assert.Throws<DirectoryNotFoundException>(() => ImagePreprocessing.FromDirectory(folder["no-such"]));
    }

    private ImagePreprocessing Read(string text)
    {
        File.WriteAllText(folder["preprocessor_config.json"], text);
        return ImagePreprocessing.FromFile(folder["preprocessor_config.json"]);
    }
}
