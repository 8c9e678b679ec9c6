// One account for the pipeline's blobs, the durable task hub and the deployment package. Shared keys are off.

param location string
param tags object
param name string

@description('The containers of the pipeline.')
param containers string[]

@description('The container that deployments are uploaded to.')
param deploymentContainer string

@description('Days that a deleted blob can be brought back.')
@minValue(1)
param softDeleteDays int = 14

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: {
        enabled: true
        days: softDeleteDays
      }
      containerDeleteRetentionPolicy: {
        enabled: true
        days: softDeleteDays
      }
    }

    resource container 'containers' = [
      for container in concat(containers, [deploymentContainer]): {
        name: container
        properties: {
          publicAccess: 'None'
        }
      }
    ]
  }
}

output id string = account.id
