// Everything the app needs in one resource group: azd provision, or az deployment sub create.

targetScope = 'subscription'

import { defaultModels, endpoint } from 'app/types.bicep'

@description('The name of the environment; part of all resource names.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('The region of all resources. It must offer Flex Consumption.')
param location string

@description('A user or group that may drop data sets and read results. Empty: nobody besides the app.')
param principalId string = ''

@description('The model endpoints of the app.')
@minLength(1)
param endpoints endpoint[]

@description('Keys of endpoints, by endpoint name. An endpoint without one is called with the app\'s identity.')
@secure()
param endpointKeys object = {}

@description('The names of the endpoints that have a key in endpointKeys.')
param endpointsWithKey string[] = []

@description('The models of lineages that say nothing of their own.')
param defaults defaultModels

@description('When the nightly run starts, in UTC: six fields, seconds first.')
param nightlySchedule string = '0 0 2 * * *'

@description('A price file in the deployed app; empty for the prices that ship.')
param pricesPath string = ''

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Most instances of the app.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

// FineTune.Core/Storage/BlobPaths.cs has the same list; a test compares them.
var containers = [
  'datasets'
  'datasets-index'
  'lineages'
  'increments'
  'runs'
  'runs-index'
  'registry'
  'ledger'
  'accounts'
  'cache'
]
var deploymentContainer = 'app-package'

var token = toLower(uniqueString(subscription().id, environmentName, location))
var identityName = 'id-${token}'
var storageAccountName = 'st${token}'
var applicationInsightsName = 'appi-${token}'
var tags = {
  'azd-env-name': environmentName
}

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'app/identity.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: identityName
  }
}

module monitoring 'app/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    logAnalyticsName: 'log-${token}'
    applicationInsightsName: applicationInsightsName
  }
}

module storage 'app/storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: storageAccountName
    containers: containers
    deploymentContainer: deploymentContainer
  }
}

module events 'app/events.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: 'evgt-${token}'
    storageAccountId: storage.outputs.id
  }
}

module access 'app/access.bicep' = {
  scope: group
  dependsOn: [identity, monitoring, storage]
  params: {
    identityName: identityName
    ownerPrincipalId: principalId
    storageAccountName: storageAccountName
    applicationInsightsName: applicationInsightsName
  }
}

module secrets 'app/secrets.bicep' = if (!empty(endpointsWithKey)) {
  scope: group
  dependsOn: [identity]
  params: {
    location: location
    tags: tags
    name: 'kv-${token}'
    identityName: identityName
    endpointNames: endpointsWithKey
    endpointKeys: endpointKeys
  }
}

module openAIAccess 'app/openai-access.bicep' = [
  for e in filter(endpoints, e => e.?resourceId != null): {
    scope: resourceGroup(split(e.resourceId!, '/')[2], split(e.resourceId!, '/')[4])
    params: {
      accountName: last(split(e.resourceId!, '/'))
      identityName: identityName
      appPrincipalId: identity.outputs.principalId
    }
  }
]

module functions 'app/functions.bicep' = {
  scope: group
  // The host reads its storage as soon as it starts.
  dependsOn: [access]
  params: {
    location: location
    tags: tags
    planName: 'plan-${token}'
    name: 'func-${token}'
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageAccountName: storageAccountName
    applicationInsightsName: applicationInsightsName
    deploymentContainer: deploymentContainer
    taskHubName: 'FineTune${token}'
    nightlySchedule: nightlySchedule
    pricesPath: pricesPath
    endpoints: endpoints
    endpointsWithKey: endpointsWithKey
    vaultUri: secrets.?outputs.uri ?? ''
    defaults: defaults
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
  }
}

// infra/scripts/postdeploy.sh reads these.
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_FUNCTION_APP_NAME string = functions.outputs.name
output AZURE_FUNCTION_APP_URI string = functions.outputs.uri
output AZURE_EVENT_TOPIC_NAME string = events.outputs.name
output AZURE_STORAGE_ACCOUNT_NAME string = storageAccountName
