namespace FineTune.Core.Examples;

/// <summary>The name of an example: equal examples have equal ids, whatever file and shape they came in.</summary>
public static class ExampleId
{
    public static string Of(ChatExample example) => ContentId.Of(ExampleJson.Render(example));
}
