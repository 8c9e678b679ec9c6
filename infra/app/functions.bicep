// The function app on Flex Consumption, with every setting of local.settings.sample.json.

import { defaultModels, endpoint } from 'types.bicep'

param location string
param tags object
param planName string
param name string

param identityId string
param identityClientId string
param storageAccountName string
param applicationInsightsName string
param deploymentContainer string

@description('The name of the durable task hub; letters and digits.')
@minLength(3)
@maxLength(45)
param taskHubName string

@description('When the nightly run starts, in UTC: six fields, seconds first.')
param nightlySchedule string

@description('A price file in the deployed app; empty for the prices that ship.')
param pricesPath string

@description('The model endpoints of the app.')
param endpoints endpoint[]

@description('The names of the endpoints whose key lies in the vault.')
param endpointsWithKey string[]

@description('The vault with the keys; empty where no endpoint has one.')
param vaultUri string

param defaults defaultModels

@allowed([512, 2048, 4096])
param instanceMemoryMB int

@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageAccountName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

// FUNCTIONS_WORKER_RUNTIME is not among them: on Flex Consumption the runtime is part of the app's configuration.
var hostSettings = {
  AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  TASKHUB_NAME: taskHubName
}

// The blob trigger and the pipeline read the same connection. AZURE_CLIENT_ID chooses the identity of everything else.
var appSettings = {
  AZURE_CLIENT_ID: identityClientId
  DataStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
  DataStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
  DataStorage__credential: 'managedidentity'
  DataStorage__clientId: identityClientId
  NightlySchedule: nightlySchedule
  Prices__Path: pricesPath
  Prices__MaxAgeDays: '120'
  Prices__RefuseAfterDays: '365'
  Drops__MaxExpandedBytes: '4294967296'
  Drops__MaxExpansionRatio: '200'
  DefaultLineage__TeacherEndpoint: defaults.teacher.endpoint
  DefaultLineage__TeacherModel: defaults.teacher.model
  DefaultLineage__JudgeEndpoint: defaults.judge.endpoint
  DefaultLineage__JudgeModel: defaults.judge.model
  DefaultLineage__TrainerEndpoint: defaults.trainer.endpoint
  DefaultLineage__BaseModel: defaults.trainer.model
  DefaultLineage__EmbedderEndpoint: defaults.embedder.endpoint
  DefaultLineage__EmbedderModel: defaults.embedder.model
}

// An endpoint without a key is called with the app's identity.
var endpointSettings = reduce(
  endpoints,
  {},
  (all, e) =>
    union(
      all,
      {
        'Endpoints__${e.name}__Kind': e.kind
        'Endpoints__${e.name}__Url': e.url
      },
      e.?resourceId == null ? {} : { 'Endpoints__${e.name}__ResourceId': e.?resourceId },
      toObject(items(e.?settings ?? {}), setting => 'Endpoints__${e.name}__${setting.key}', setting => setting.value),
      contains(endpointsWithKey, e.name)
        ? { 'Endpoints__${e.name}__Key': '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/endpoint-${e.name})' }
        : {}
    )
)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'functions' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    siteConfig: {
      minTlsVersion: '1.2'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        // One instance of each group stays up: events are not refused by a cold start, and timers fire on time.
        alwaysReady: [
          {
            name: 'blob'
            instanceCount: 1
          }
          {
            name: 'durable'
            instanceCount: 1
          }
        ]
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(hostSettings, appSettings, endpointSettings)
  }

  // Deployments come through the identity: no passwords.
  resource ftpPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scmPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

output name string = app.name
output uri string = 'https://${app.properties.defaultHostName}'
