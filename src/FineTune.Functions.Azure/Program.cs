using FineTune.Providers.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.AddFineTunePipeline();
try
{
    builder.Build().Run();
    return 0;
}
catch (InvalidOperationException) when (builder.Configuration["Functions:Worker:HostEndpoint"] is null)
{
    Console.Error.WriteLine(
        "This program is a worker of the Azure Functions host and does not run alone. Start it with 'func start' in this folder, "
        + "deploy it to Azure Functions, or run the same app without the Functions host with 'finetune up'.");
    return 2;
}
