// Types that modules share.

@export()
@description('A model endpoint of the app. Lineages name endpoints; only app settings know where they are.')
type endpoint = {
  @description('The name that lineages use.')
  @minLength(1)
  name: string

  kind: 'openai' | 'azure' | 'compatible'

  @description('Base URL, for instance https://api.openai.com/v1 or https://NAME.openai.azure.com.')
  url: string

  @description('Azure OpenAI only: the resource, so that fine-tuned models can be deployed and the app gets its role there.')
  resourceId: string?

  @description('The share of the endpoint\'s rate limit that this app may use.')
  requestsPerMinute: int?
}

@export()
@description('The model that plays a role where a lineage says nothing.')
type model = {
  endpoint: string
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
