using 'main.bicep'

// Values come from the azd environment (azd env set NAME value) or from environment variables.

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'finetune')
param location = readEnvironmentVariable('AZURE_LOCATION', 'swedencentral')
param principalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')

// An Azure OpenAI resource that exists already, as its full resource id. It is called with the app's identity.
var azureOpenAI = readEnvironmentVariable('AZURE_OPENAI_RESOURCE_ID', '')
var openAIKey = readEnvironmentVariable('OPENAI_API_KEY', '')

param endpoints = concat(
  [
    {
      name: 'openai'
      kind: 'openai'
      url: 'https://api.openai.com/v1'
    }
  ],
  empty(azureOpenAI)
    ? []
    : [
        {
          name: 'azure'
          kind: 'azure'
          url: 'https://${last(split(azureOpenAI, '/'))}.openai.azure.com'
          resourceId: azureOpenAI
        }
      ]
)
param endpointsWithKey = empty(openAIKey) ? [] : ['openai']
param endpointKeys = empty(openAIKey) ? {} : { openai: openAIKey }

// Deployment names on Azure, model names elsewhere.
var everything = readEnvironmentVariable('FINETUNE_ENDPOINT', empty(azureOpenAI) ? 'openai' : 'azure')
param defaults = {
  teacher: { endpoint: everything, model: readEnvironmentVariable('FINETUNE_TEACHER_MODEL', 'gpt-4.1') }
  judge: { endpoint: everything, model: readEnvironmentVariable('FINETUNE_JUDGE_MODEL', 'gpt-4.1-mini') }
  trainer: { endpoint: everything, model: readEnvironmentVariable('FINETUNE_TRAINER_MODEL', 'gpt-4.1-mini-2025-04-14') }
  embedder: {
    endpoint: everything
    model: readEnvironmentVariable('FINETUNE_EMBEDDER_MODEL', 'text-embedding-3-small')
  }
}
