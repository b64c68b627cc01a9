#!/bin/bash
# Makes the topics that are missing (docs/configuration.md, Topics). Ends.
set -euo pipefail
brokers=kafka-1:9092,kafka-2:9092,kafka-3:9092

topic() { # topic NAME PARTITIONS [CONFIG]...
    local name=$1 partitions=$2
    shift 2
    /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$brokers" --create --if-not-exists --topic "$name" \
        --partitions "$partitions" --replication-factor 3 --config retention.bytes=-1 --config cleanup.policy=delete \
        --config "retention.ms=$TOPIC_RETENTION_MS" "$@"
}

# record time is the broker's: a clock in the data that runs ahead can be told
topic market.trades.v1 "$TOPIC_PARTITIONS" --config message.timestamp.type=LogAppendTime
topic market.bars.v1 "$TOPIC_PARTITIONS"
topic market.trades.late.v1 1 --config message.timestamp.type=LogAppendTime
topic market.trades.dead.v1 1 --config message.timestamp.type=LogAppendTime
