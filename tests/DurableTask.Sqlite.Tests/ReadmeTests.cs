using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace DurableTask.Sqlite.Tests;

/// <summary>The example in the README compiles, runs and prints what it promises.</summary>
public sealed partial class ReadmeTests
{
    private const string Usings = """
        global using System;
        global using System.Linq;
        global using System.Threading.Tasks;
        """;

    [Fact]
    public async Task Example_IsRun_GreetsEverybody()
    {
        string example = CSharpBlock().Match(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"))).Groups[1].Value;
        Assert.InRange(example.Split('\n').Length, 20, 40);
        using var assembly = new MemoryStream();
        EmitResult result = Compile(example).Emit(assembly);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));

        string folder = Directory.CreateTempSubdirectory("durabletask-sqlite-").FullName;
        assembly.Position = 0;
        MethodInfo main = new AssemblyLoadContext("readme").LoadFromStream(assembly).EntryPoint!;
        string database = Path.Combine(folder, "greetings.db");
        await Task.Run(() => main.Invoke(null, [new[] { database }])).WaitAsync(TestHub.Patience);

        await using (TestHub hub = await TestHub.StartAsync(new Functions(), path: database))
            Assert.Equal("\"Hello, Ada! Hello, Alan!\"", Assert.Single(await hub.AllAsync()).Output);
    }

    private static CSharpCompilation Compile(string example)
    {
        string assemblies = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return CSharpCompilation.Create(
            "readme",
            [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(example)],
            assemblies.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
