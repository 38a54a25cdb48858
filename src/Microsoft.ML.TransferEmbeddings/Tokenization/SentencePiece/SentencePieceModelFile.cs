using Microsoft.ML.TransferEmbeddings.Files.Protobuf;

namespace Microsoft.ML.TransferEmbeddings.Tokenization.SentencePiece;

/// <summary>Reads SentencePiece's own model file (usually "tokenizer.model" or "*.spm.model"), a message of Protocol Buffers.</summary>
internal static class SentencePieceModelFile
{
    /// <param name="file">The whole file.</param>
    /// <param name="fileName">For messages.</param>
    /// <exception cref="InvalidDataException">The bytes are not such a model; the message names the file.</exception>
    public static Model Read(ReadOnlyMemory<byte> file, string fileName)
    {
        try
        {
            return ReadModel(file);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"'{fileName}' is not a SentencePiece model: {e.Message}. Download or copy the file again.", e);
        }
    }

    private static Model ReadModel(ReadOnlyMemory<byte> file)
    {
        List<Piece> pieces = [];
        Normalizer normalizer = new();
        Trainer trainer = new();
        var reader = new ProtobufReader(file);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case 1:
                    pieces.Add(ReadPiece(field.Bytes));
                    break;
                // A message that comes twice is one message: what the second one says counts, what it does not say stays.
                case 2:
                    trainer = ReadTrainer(field.Bytes, trainer);
                    break;
                case 3:
                    normalizer = ReadNormalizer(field.Bytes, normalizer);
                    break;
            }
        }
        return pieces.Count > 0 ? new(pieces, normalizer, trainer) : throw new FormatException("it has no pieces");
    }

    private static Piece ReadPiece(ReadOnlyMemory<byte> message)
    {
        string text = "";
        float score = 0;
        var type = PieceType.Normal;
        var reader = new ProtobufReader(message);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case 1:
                    text = field.Text;
                    break;
                case 2:
                    score = field.Single;
                    break;
                case 3:
                    type = ReadEnum<PieceType>(field);
                    break;
            }
        }
        return new(text, score, type);
    }

    private static Trainer ReadTrainer(ReadOnlyMemory<byte> message, Trainer trainer)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case 3:
                    trainer = trainer with { ModelType = ReadEnum<ModelType>(field) };
                    break;
                case 24:
                    trainer = trainer with { TreatWhitespaceAsSuffix = field.Boolean };
                    break;
                case 35:
                    trainer = trainer with { ByteFallback = field.Boolean };
                    break;
                case 40:
                    trainer = trainer with { UnknownId = (int)field.Integer };
                    break;
                case 41:
                    trainer = trainer with { BeginId = (int)field.Integer };
                    break;
                case 42:
                    trainer = trainer with { EndId = (int)field.Integer };
                    break;
                case 43:
                    trainer = trainer with { PaddingId = (int)field.Integer };
                    break;
                case 45:
                    trainer = trainer with { UnknownPiece = field.Text };
                    break;
            }
        }
        return trainer;
    }

    private static Normalizer ReadNormalizer(ReadOnlyMemory<byte> message, Normalizer normalizer)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read(out var field))
        {
            switch (field.Number)
            {
                case 1:
                    normalizer = normalizer with { Name = field.Text };
                    break;
                case 2:
                    normalizer = normalizer with { CharsMap = field.Bytes };
                    break;
                case 3:
                    normalizer = normalizer with { AddDummyPrefix = field.Boolean };
                    break;
                case 4:
                    normalizer = normalizer with { RemoveExtraWhitespaces = field.Boolean };
                    break;
                case 5:
                    normalizer = normalizer with { EscapeWhitespaces = field.Boolean };
                    break;
            }
        }
        return normalizer;
    }

    private static T ReadEnum<T>(ProtobufField field)
        where T : struct, Enum
    {
        int value = (int)field.Integer;
        return Enum.IsDefined(typeof(T), value) ? (T)(object)value : throw new FormatException($"it has the unknown {typeof(T).Name} {value}");
    }

    /// <summary>A whole model.</summary>
    public sealed record Model(IReadOnlyList<Piece> Pieces, Normalizer Normalizer, Trainer Trainer);

    /// <summary>An entry of the vocabulary; its id is its place.</summary>
    public sealed record Piece(string Text, float Score, PieceType Type);

    /// <summary>Normalization before the text is cut; defaults as in a file that does not state them.</summary>
    public sealed record Normalizer
    {
        public string Name { get; init; } = "";

        /// <summary>For <see cref="Unicode.CharsMap"/>; empty if characters stay as they are.</summary>
        public ReadOnlyMemory<byte> CharsMap { get; init; }

        public bool AddDummyPrefix { get; init; } = true;

        public bool RemoveExtraWhitespaces { get; init; } = true;

        public bool EscapeWhitespaces { get; init; } = true;
    }

    /// <summary>
    /// Training settings that count afterwards; defaults as in a file that does not state them. An id of -1 means that there is no such token.
    /// </summary>
    public sealed record Trainer
    {
        public ModelType ModelType { get; init; } = ModelType.Unigram;

        public bool TreatWhitespaceAsSuffix { get; init; }

        public bool ByteFallback { get; init; }

        public int UnknownId { get; init; }

        public int BeginId { get; init; } = 1;

        public int EndId { get; init; } = 2;

        public int PaddingId { get; init; } = -1;

        public string UnknownPiece { get; init; } = "<unk>";
    }

    public enum ModelType
    {
        Unigram = 1,
        Bpe = 2,
        Word = 3,
        Char = 4,
    }

    public enum PieceType
    {
        Normal = 1,
        Unknown = 2,
        Control = 3,
        UserDefined = 4,
        Unused = 5,
        Byte = 6,
    }
}
