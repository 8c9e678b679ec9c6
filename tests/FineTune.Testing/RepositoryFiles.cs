namespace FineTune.Testing;

/// <summary>Files of the repository that tests compare with the code.</summary>
public static class RepositoryFiles
{
    public static string Path(string relative) => System.IO.Path.Combine(RepositoryRoot.Path, relative);

    public static string Read(string relative) => File.ReadAllText(Path(relative)).ReplaceLineEndings("\n");
}
