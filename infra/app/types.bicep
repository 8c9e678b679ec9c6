// Types that modules share.

@export()
@description('A model endpoint of the app. Lineages name endpoints; only app settings know where they are.')
type endpoint = {
  @description('The name that lineages use: letters, digits and underscores, since it becomes part of app settings.')
  @minLength(1)
  name: string

  kind: 'openai' | 'azure' | 'compatible'

  @description('Base URL, for instance https://api.openai.com/v1 or https://NAME.openai.azure.com.')
  url: string

  @description('Azure OpenAI only: the resource, so that fine-tuned models can be deployed and the app gets its role there.')
  resourceId: string?

  @description('Further settings, by what follows Endpoints__NAME__ in local.settings.sample.json: RequestsPerMinute, TokensPerMinute, MaxConcurrency, ...')
  settings: {
    *: string
  }?
}

@export()
@description('The model that plays a role where a lineage says nothing.')
type model = {
  endpoint: string

  @description('A model name, or on Azure a deployment name. Of the trainer: the base model.')
  model: string
}

@export()
@description('The models of lineages that say nothing of their own.')
type defaultModels = {
  teacher: model
  judge: model
  trainer: model
  embedder: model
}
