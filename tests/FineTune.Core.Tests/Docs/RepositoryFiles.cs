namespace FineTune.Core.Tests.Docs;

/// <summary>Files of the repository that tests compare with the code.</summary>
internal static class RepositoryFiles
{
    public static string Path(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "FineTuneFunctions.sln")))
        {
            folder = folder.Parent;
        }

        Assert.True(folder is not null, "The tests run outside the repository.");
        return System.IO.Path.Combine(folder!.FullName, relative);
    }

    public static string Read(string relative) => File.ReadAllText(Path(relative)).ReplaceLineEndings("\n");
}
