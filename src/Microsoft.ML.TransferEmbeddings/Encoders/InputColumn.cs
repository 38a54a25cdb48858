using Microsoft.ML.Data;

namespace Microsoft.ML.TransferEmbeddings;

/// <summary>Creates descriptions of the types of column that an encoder reads.</summary>
public static class InputColumn
{
    /// <summary>Columns of text; every text is an input.</summary>
    public static InputColumn<ReadOnlyMemory<char>> Text { get; } = Of<ReadOnlyMemory<char>, ReadOnlyMemory<char>>(TextDataViewType.Instance, static text => text);

    /// <summary>Describes columns of one type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="convert">Converts a value to an input. Called by many threads. A value that is a vector or an object is not the encoder's and is only valid until its
    /// row is encoded.</param>
    /// <typeparam name="TColumn">Raw type of the column.</typeparam>
    /// <typeparam name="TInput">Type of the inputs.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="type"/> or <paramref name="convert"/> is null.</exception>
    public static InputColumn<TInput> Of<TColumn, TInput>(DataViewType type, Func<TColumn, TInput> convert)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Of(type.ToString()!, type.Equals, convert);
    }

    /// <summary>Describes columns of several types with the same raw type.</summary>
    /// <param name="typeName">Name of the types in messages, such as "Vector&lt;Byte&gt;".</param>
    /// <param name="accepts">Returns whether a type is one of them. The raw type of those must be <typeparamref name="TColumn"/>.</param>
    /// <param name="convert">Converts a value to an input. Called by many threads. A value that is a vector or an object is not the encoder's and is only valid until its
    /// row is encoded.</param>
    /// <param name="maxRowsAhead">Maximum number of rows that are read ahead, at least 1; default no limit. Choose few if each takes much memory.</param>
    /// <typeparam name="TColumn">Raw type of the column.</typeparam>
    /// <typeparam name="TInput">Type of the inputs.</typeparam>
    /// <exception cref="ArgumentNullException"><paramref name="typeName"/>, <paramref name="accepts"/> or <paramref name="convert"/> is null.</exception>
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
