using System.Collections;
using System.Linq.Expressions;
using Microsoft.Extensions.VectorData.ProviderServices;
using Microsoft.Extensions.VectorData.ProviderServices.Filter;
using Microsoft.ML.TransferEmbeddings.VectorData.Records;

namespace Microsoft.ML.TransferEmbeddings.VectorData.Filters;

/// <summary>What a C# expression asks of records, as a filter of rows.</summary>
internal sealed class FilterTranslator : FilterTranslatorBase
{
    private readonly RecordMapper mapper;
    private readonly LambdaExpression expression;

    private FilterTranslator(LambdaExpression expression, RecordMapper mapper) => (this.expression, this.mapper) = (expression, mapper);

    /// <exception cref="NotSupportedException">A part of the expression is none that stores understand; the message names it.</exception>
    public static Filter Translate(LambdaExpression expression, CollectionModel model, RecordMapper mapper)
    {
        var translator = new FilterTranslator(expression, mapper);
        return translator.Translate(translator.PreprocessFilter(expression, model, new FilterPreprocessingOptions()));
    }

    private Filter Translate(Expression node) => node switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } and => new Filter.And(Translate(and.Left), Translate(and.Right)),
        BinaryExpression { NodeType: ExpressionType.OrElse } or => new Filter.Or(Translate(or.Left), Translate(or.Right)),
        BinaryExpression { NodeType: ExpressionType.Equal } equal => TranslateComparison(equal, Comparison.Equal),
        BinaryExpression { NodeType: ExpressionType.NotEqual } notEqual => new Filter.Not(TranslateComparison(notEqual, Comparison.Equal)),
        BinaryExpression { NodeType: ExpressionType.LessThan } less => TranslateComparison(less, Comparison.Less),
        BinaryExpression { NodeType: ExpressionType.LessThanOrEqual } less => TranslateComparison(less, Comparison.LessOrEqual),
        BinaryExpression { NodeType: ExpressionType.GreaterThan } greater => TranslateComparison(greater, Comparison.Greater),
        BinaryExpression { NodeType: ExpressionType.GreaterThanOrEqual } greater => TranslateComparison(greater, Comparison.GreaterOrEqual),
        UnaryExpression { NodeType: ExpressionType.Not } not => new Filter.Not(Translate(not.Operand)),
        MethodCallExpression call when TryMatchContains(call, out var source, out var item) => TranslateContains(source, item, node),
        _ when TryConstant(node, out object? value) && value is bool constant => new Filter.Constant(constant),
        _ when TryBind(node, out int column) && mapper.Columns[column].Type == typeof(bool) => new Filter.Compare(column, Comparison.Equal, true),
        _ => throw NotSupported(node),
    };

    private Filter TranslateComparison(BinaryExpression node, Comparison comparison)
    {
        var (property, other) = (node.Left, node.Right);
        if (!TryBind(property, out int column))
        {
            (property, other) = (other, property);
            comparison = Turned(comparison);
            if (!TryBind(property, out column))
                throw NotSupported(node);
        }
        if (!TryConstant(other, out object? value))
            throw NotSupported(node);
        if (value is null)
            return comparison == Comparison.Equal ? new Filter.IsNull(column) : new Filter.Constant(false);
        object stored = ToStored(column, value, node);
        if (comparison != Comparison.Equal && (stored is string or bool or Guid || mapper.Columns[column].Type == typeof(string[])))
            throw NotSupported(node);
        return new Filter.Compare(column, comparison, stored);
    }

    private Filter TranslateContains(Expression source, Expression item, Expression node)
    {
        if (TryBind(source, out int list) && mapper.Columns[list].Type == typeof(string[]) && TryConstant(item, out object? text))
            return text is string wanted ? new Filter.Has(list, wanted) : new Filter.Constant(false);
        if (!TryBind(item, out int column) || mapper.Columns[column].Type == typeof(string[]) || !TryConstant(source, out object? values) || values is not IEnumerable some)
            throw NotSupported(node);
        object?[] all = [.. some.Cast<object?>()];
        var isOne = new Filter.In(column, [.. all.OfType<object>().Select(value => ToStored(column, value, node))]);
        return all.Contains(null) ? new Filter.Or(new Filter.IsNull(column), isOne) : isOne;
    }

    private bool TryBind(Expression node, out int column)
    {
        column = -1;
        if (!TryBindProperty(node, out var property))
            return false;
        if (property is VectorPropertyModel)
            throw new NotSupportedException($"The filter '{expression}' compares the vector property '{property.ModelName}'. Filter by keys and data, and search for vectors.");
        column = mapper.IndexOf(property);
        return true;
    }

    /// <summary>The value of what doesn't depend on the record.</summary>
    private bool TryConstant(Expression node, out object? value)
    {
        value = null;
        if (MentionOf.IsIn(node, RecordParameter))
            return false;
        value = node is ConstantExpression constant
            ? constant.Value
            : Expression.Lambda<Func<object?>>(Expression.Convert(node, typeof(object))).Compile(preferInterpretation: true)();
        return true;
    }

    private object ToStored(int column, object value, Expression node)
    {
        object stored = StoredValue.ToStored(value)!;
        return stored.GetType() == mapper.Columns[column].Type
            ? stored
            : throw new NotSupportedException($"The filter '{expression}' compares '{mapper.Columns[column].Name}', of type '{mapper.Columns[column].Type.Name}', with a value of type '{value.GetType().Name}' in '{node}'. Compare values of one type.");
    }

    private static Comparison Turned(Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        _ => comparison,
    };

    private NotSupportedException NotSupported(Expression node) =>
        new($"The filter '{expression}' has the part '{node}', which stores don't understand. They know ==, !=, <, <=, >, >= between a property and a value, &&, ||, !, and Contains of a list.");

    private sealed class MentionOf(ParameterExpression parameter) : ExpressionVisitor
    {
        private bool isFound;

        public static bool IsIn(Expression node, ParameterExpression parameter)
        {
            var visitor = new MentionOf(parameter);
            visitor.Visit(node);
            return visitor.isFound;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            isFound |= node == parameter;
            return node;
        }
    }
}
