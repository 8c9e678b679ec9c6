#!/bin/sh
# Subscribes the blob trigger of the deployed app to the events of its storage account. The endpoint needs a key that exists only
# after a deployment, so this runs after each one; running it again changes nothing.
#
# Reads the outputs of infra/main.bicep from the environment (azd sets them):
#   AZURE_RESOURCE_GROUP  AZURE_FUNCTION_APP_NAME  AZURE_FUNCTION_APP_URI  AZURE_EVENT_TOPIC_NAME
# Needs the Azure CLI (az), signed in. Only the container datasets is subscribed to; the app refuses what is no drop by its name.
set -eu

function_name=DropTrigger
subscription_name=drops
attempts=${ATTEMPTS:-20}
pause=${PAUSE_SECONDS:-15}

fail() {
    echo "postdeploy: $1" >&2
    exit 1
}

command -v az >/dev/null || fail "the Azure CLI (az) is not installed. Install it and sign in with 'az login'."
for name in AZURE_RESOURCE_GROUP AZURE_FUNCTION_APP_NAME AZURE_FUNCTION_APP_URI AZURE_EVENT_TOPIC_NAME; do
    eval "value=\${$name:-}"
    [ -n "$value" ] || fail "$name is not set. Run this through azd, or set it to the output of the same name of infra/main.bicep."
done

# The key appears once the host has loaded the blob extension, a little after the deployment.
key=
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
n=0
while [ -z "$key" ]; do
    n=$((n + 1))
    key=$(az functionapp keys list --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_FUNCTION_APP_NAME" \
        --query systemKeys.blobs_extension --output tsv 2>"$errors" || true)
    [ "$key" != None ] || key=
    if [ -z "$key" ]; then
        if [ "$n" -ge "$attempts" ]; then
            cat "$errors" >&2
            fail "$AZURE_FUNCTION_APP_NAME has no system key 'blobs_extension'. Look at its log stream: it must have started with its function $function_name."
        fi
        sleep "$pause"
    fi
done

# Event Grid calls the endpoint before it creates the subscription, and a cold app may answer too late.
n=0
until az eventgrid system-topic event-subscription create --output none \
    --resource-group "$AZURE_RESOURCE_GROUP" --system-topic-name "$AZURE_EVENT_TOPIC_NAME" --name "$subscription_name" \
    --endpoint-type webhook \
    --endpoint "$AZURE_FUNCTION_APP_URI/runtime/webhooks/blobs?functionName=Host.Functions.$function_name&code=$key" \
    --included-event-types Microsoft.Storage.BlobCreated \
    --subject-begins-with /blobServices/default/containers/datasets/; do
    n=$((n + 1))
    [ "$n" -lt "$attempts" ] || fail "the subscription '$subscription_name' could not be created; the messages above say why. Run this script again."
    sleep "$pause"
done
echo "postdeploy: drops in the container 'datasets' now reach $function_name of $AZURE_FUNCTION_APP_NAME."
