using System.ClientModel.Primitives;

namespace FineTune.Providers.Clients;

/// <summary>Puts this product in front of the libraries in the user agent.</summary>
internal sealed class UserAgentPolicy : PipelinePolicy
{
    private const string Header = "User-Agent";

    public static string Product { get; } = $"FineTuneFunctions/{typeof(UserAgentPolicy).Assembly.GetName().Version!.ToString(3)}";

    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Name(message);
        ProcessNext(message, pipeline, currentIndex);
    }

    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        Name(message);
        return ProcessNextAsync(message, pipeline, currentIndex);
    }

    private static void Name(PipelineMessage message)
    {
        var libraries = message.Request.Headers.TryGetValues(Header, out var values) ? string.Join(' ', values!) : string.Empty;
        message.Request.Headers.Set(Header, $"{Product} {libraries}".TrimEnd());
    }
}
