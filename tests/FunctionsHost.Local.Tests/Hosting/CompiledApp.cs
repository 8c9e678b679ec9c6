using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FunctionsHost.Local.Tests.Hosting;

/// <summary>Compiles the source of an app into an assembly of its own.</summary>
internal static class CompiledApp
{
    private const string Usings = """
        using System;
        using System.IO;
        using System.Threading.Tasks;
        using Microsoft.DurableTask;
        using Microsoft.DurableTask.Client;
        using Microsoft.Azure.Functions.Worker;

        """;

    public static Assembly From(string source)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create($"App{Guid.NewGuid():N}", [CSharpSyntaxTree.ParseText(Usings + source)],
            platform.Where(IsNeeded).Select(path => MetadataReference.CreateFromFile(path)),
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        stream.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(stream);
    }

    private static bool IsNeeded(string path) =>
        Path.GetFileName(path) is "System.Private.CoreLib.dll" or "System.Private.Uri.dll" or "System.Runtime.dll" or "netstandard.dll"
            or "Microsoft.DurableTask.Abstractions.dll" or "Microsoft.DurableTask.Client.dll"
            or "Microsoft.Azure.Functions.Worker.Extensions.Abstractions.dll"
                or "Microsoft.Azure.Functions.Worker.Extensions.DurableTask.dll";
}
