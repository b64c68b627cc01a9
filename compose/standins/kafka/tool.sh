#!/bin/bash
# Kafka's start script and tools, by the names that they have in a release.
case ${0##*/} in
    kafka-server-start.sh) main=kafka.Kafka ;;
    kafka-storage.sh) main=kafka.tools.StorageTool ;;
    kafka-topics.sh) main=org.apache.kafka.tools.TopicCommand ;;
    *) echo "no such tool: $0" >&2; exit 1 ;;
esac
# shellcheck disable=SC2086 # options are separated by spaces
exec java ${KAFKA_HEAP_OPTS:--Xmx256M} ${KAFKA_JVM_PERFORMANCE_OPTS:-} ${KAFKA_LOG4J_OPTS:-} \
    -cp '/opt/kafka/libs/*' "$main" "$@"
