// Keys of endpoints that know no managed identity. The app reads them by reference; its settings hold no secret.

param location string
param tags object
param name string

@description('The name of the app\'s identity.')
param identityName string

@description('The names of the endpoints that have a key.')
param endpointNames string[]

@description('Endpoint name to key.')
@secure()
param endpointKeys object

var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
  }

  resource keys 'secrets' = [
    for endpoint in endpointNames: {
      name: 'endpoint-${endpoint}'
      properties: {
        value: endpointKeys[endpoint]
      }
    }
  ]
}

resource appOnVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, keyVaultSecretsUser)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
  }
}

output uri string = vault.properties.vaultUri
