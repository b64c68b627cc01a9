#!/bin/bash
# A node of the cluster; its number is the end of its name.
set -euo pipefail
config=/tmp/server.properties
{
    cat /etc/kafka-tapemill/server.properties
    echo "node.id=${HOSTNAME##*-}"
    echo "listeners=PLAINTEXT://$HOSTNAME:9092,CONTROLLER://$HOSTNAME:9093"
    echo "advertised.listeners=PLAINTEXT://$HOSTNAME:9092"
} >"$config"
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "$KAFKA_CLUSTER_ID" --config "$config"
exec /opt/kafka/bin/kafka-server-start.sh "$config"
