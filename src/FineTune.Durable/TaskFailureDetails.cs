using System.Reflection;
using System.Runtime.CompilerServices;

namespace FineTune.Durable;

/// <summary>What is known about a failure, in a form that can be stored and sent.</summary>
/// <param name="ErrorType">The full name of the exception type.</param>
/// <param name="ErrorMessage">The message of the exception.</param>
/// <param name="StackTrace">Where it was thrown, where known.</param>
/// <param name="InnerFailure">The failure behind this one, if any.</param>
/// <param name="Properties">Further facts, if any.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    /// <summary>The details of an exception and of the exceptions behind it.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        TaskFailureDetails? inner = exception is TaskFailedException taskFailed
            ? taskFailed.FailureDetails
            : exception.InnerException is { } cause ? FromException(cause) : null;
        return new(exception.GetType().ToString(), exception.Message, exception.StackTrace, inner, null);
    }

    /// <summary>Whether the failure is a <typeparamref name="T"/> or derives from it.</summary>
    /// <returns>False also where the type named by <see cref="ErrorType"/> is not loaded in this process.</returns>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies have a type of that name.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)] // The calling assembly is asked for.
    public bool IsCausedBy<T>()
        where T : Exception =>
        IsCausedBy(typeof(T), Assembly.GetCallingAssembly());

    /// <summary>Whether the failure is of a type or of one that derives from it.</summary>
    /// <returns>False also where the type named by <see cref="ErrorType"/> is not loaded in this process.</returns>
    /// <exception cref="ArgumentException">The type is no exception type.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies have a type of that name.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)] // The calling assembly is asked for.
    public bool IsCausedBy(Type targetBaseExceptionType) =>
        IsCausedBy(targetBaseExceptionType, Assembly.GetCallingAssembly());

    /// <inheritdoc/>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private bool IsCausedBy(Type target, Assembly caller)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!typeof(Exception).IsAssignableFrom(target))
        {
            throw new ArgumentException($"{target} is no exception type.", nameof(target));
        }

        return !string.IsNullOrEmpty(ErrorType) && LoadErrorType(target.Assembly, caller) is { } type && target.IsAssignableFrom(type);
    }

    private Type? LoadErrorType(Assembly targetAssembly, Assembly caller)
    {
        Type? type = typeof(object).Assembly.GetType(ErrorType) ?? targetAssembly.GetType(ErrorType) ?? caller.GetType(ErrorType);
        if (type is not null)
        {
            return type;
        }

        Type[] found = [.. AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(ErrorType)).OfType<Type>()];
        return found.Length > 1
            ? throw new AmbiguousMatchException(
                $"Several loaded assemblies have a type '{ErrorType}': {string.Join(", ", found.Select(t => t.Assembly.GetName().Name))}.")
            : found.SingleOrDefault();
    }
}
