using System.Runtime.InteropServices;

namespace Microsoft.ML.TransferEmbeddings.Words.Formats;

/// <summary>The rows of a fastText matrix, read one after another.</summary>
internal abstract class FastTextMatrix(long rows, long columns)
{
    public long Rows { get; } = rows;

    public long Columns { get; } = columns;

    /// <summary>Reads the next row.</summary>
    /// <param name="values">Columns values.</param>
    public abstract void ReadRow(Span<float> values);

    /// <summary>Reads the next rows.</summary>
    public abstract float[] ReadRows(int count);

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static FastTextMatrix Open(FileBytes bytes, bool isQuantized) => isQuantized ? QuantizedFastTextMatrix.Read(bytes) : new Dense(bytes);

    private sealed class Dense(FileBytes bytes) : FastTextMatrix(bytes.ReadInt64(What), bytes.ReadInt64(What))
    {
        private const string What = "the matrix of the fastText model";
        private long row;

        public override void ReadRow(Span<float> values)
        {
            row++;
            if (!bytes.TryRead(MemoryMarshal.AsBytes(values)))
                throw bytes.Error($"the file ends in row {row:N0} of {Rows:N0} of {What}");
        }

        public override float[] ReadRows(int count)
        {
            row += count;
            return bytes.ReadArray<float>(count * Columns, What);
        }
    }
}
