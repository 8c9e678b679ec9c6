// The event source of the blob trigger. The subscription needs a key of the deployed app: infra/scripts/postdeploy.sh makes it.

param location string
param tags object
param name string
param storageAccountId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    source: storageAccountId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

output name string = topic.name
