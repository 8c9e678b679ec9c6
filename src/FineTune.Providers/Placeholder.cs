namespace FineTune;
internal static class Placeholder;
