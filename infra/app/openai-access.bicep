// Lets the app use an Azure OpenAI resource that exists already: call models, train, deploy what was trained.

@description('The name of the Azure OpenAI resource in this resource group.')
param accountName string

@description('The name of the app\'s identity; part of the name of the role assignment.')
param identityName string

@description('The principal of the app\'s identity.')
param appPrincipalId string

var cognitiveServicesOpenAIContributor = 'a001fd3d-188f-4b5d-821b-7da978bf7442'

resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' existing = {
  name: accountName
}

resource appOnAccount 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account
  name: guid(account.id, identityName, cognitiveServicesOpenAIContributor)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      cognitiveServicesOpenAIContributor
    )
  }
}
