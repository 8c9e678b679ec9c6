using System.Linq.Expressions;
using System.Reflection;

namespace FunctionsHost.Local.Discovery;

/// <summary>
/// A method compiled to a delegate, so that its exceptions arrive as they were thrown and every way of returning looks alike.
/// </summary>
internal static class CompiledMethod
{
    private static readonly Task<object?> s_nothing = Task.FromResult<object?>(null);

    private static bool IsAwaitable(Type type) => type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && type.GetGenericTypeDefinition() is var definition
            && (definition == typeof(Task<>) || definition == typeof(ValueTask<>)));

    /// <summary>The type that the method produces once it is awaited; void where nothing is.</summary>
    public static Type ResultType(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task) || type == typeof(ValueTask)) return typeof(void);
        return IsAwaitable(type) ? type.GetGenericArguments()[0] : type;
    }

    public static Func<object?, object?[], Task<object?>> Compile(MethodInfo method)
    {
        var target = Expression.Parameter(typeof(object), "target");
        var arguments = Expression.Parameter(typeof(object?[]), "arguments");
        var converted = method.GetParameters().Select((parameter, index) =>
            (Expression)Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(index)), parameter.ParameterType));
        var call = Expression.Call(method.IsStatic ? null : Expression.Convert(target, method.DeclaringType!), method, converted);
        return Expression.Lambda<Func<object?, object?[], Task<object?>>>(Adapt(call, method.ReturnType), target, arguments).Compile();
    }

    private static Expression Adapt(Expression call, Type type)
    {
        if (type == typeof(void)) return Expression.Block(call, Expression.Constant(s_nothing));
        if (type == typeof(Task)) return Expression.Call(typeof(CompiledMethod), nameof(FromTask), null, call);
        if (type == typeof(ValueTask)) return Expression.Call(typeof(CompiledMethod), nameof(FromValueTask), null, call);
        return IsAwaitable(type)
            ? Expression.Call(typeof(CompiledMethod),
                type.GetGenericTypeDefinition() == typeof(Task<>) ? nameof(FromTaskOf) : nameof(FromValueTaskOf),
                type.GetGenericArguments(), call)
            : Expression.Call(typeof(Task), nameof(Task.FromResult), [typeof(object)], Expression.Convert(call, typeof(object)));
    }

    private static async Task<object?> FromTask(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> FromTaskOf<T>(Task<T> task) => await task;

    private static async Task<object?> FromValueTask(ValueTask task)
    {
        await task;
        return null;
    }

    private static async Task<object?> FromValueTaskOf<T>(ValueTask<T> task) => await task;
}
