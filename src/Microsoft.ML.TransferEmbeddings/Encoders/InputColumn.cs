using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>The types of column that have inputs for an encoder.</summary>
public static class InputColumn
{
    /// <summary>A column of text: every text is an input.</summary>
    public static InputColumn<ReadOnlyMemory<char>> Text { get; } = Of<ReadOnlyMemory<char>, ReadOnlyMemory<char>>(TextDataViewType.Instance, static text => text);

    /// <summary>Columns of one type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="convert">Makes an input of a value. Called by many threads; a value that is a vector or an object is the caller's and only valid until its row is encoded.</param>
    /// <typeparam name="TColumn">The raw type of the column.</typeparam>
    /// <typeparam name="TInput">What is encoded.</typeparam>
    public static InputColumn<TInput> Of<TColumn, TInput>(DataViewType type, Func<TColumn, TInput> convert)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Of(type.ToString()!, type.Equals, convert);
    }

    /// <summary>Columns of several types with one raw type.</summary>
    /// <param name="typeName">What messages call the types, such as "Vector&lt;Byte&gt;".</param>
    /// <param name="accepts">Whether a type is one of them. The raw type must be <typeparamref name="TColumn"/>.</param>
    /// <param name="convert">Makes an input of a value. Called by many threads; a value that is a vector or an object is the caller's and only valid until its row is encoded.</param>
    /// <param name="maxRowsAhead">The number of rows that may wait to be encoded and handed out, 1 or more: few where each takes much memory.</param>
    /// <typeparam name="TColumn">The raw type of the column.</typeparam>
    /// <typeparam name="TInput">What is encoded.</typeparam>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxRowsAhead"/> is less than 1.</exception>
    public static InputColumn<TInput> Of<TColumn, TInput>(string typeName, Func<DataViewType, bool> accepts, Func<TColumn, TInput> convert, int maxRowsAhead = int.MaxValue)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeName);
        ArgumentNullException.ThrowIfNull(accepts);
        ArgumentNullException.ThrowIfNull(convert);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRowsAhead, 1);
        return new InputColumn<TInput>.Of<TColumn>(typeName, accepts, convert, maxRowsAhead);
    }
}
