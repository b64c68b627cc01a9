package io.tapemill.app.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Which of the traces that begin here are kept: one share of the trades that are published, another of the queries. */
final class RootSampler implements Sampler {
    private final Sampler trades;
    private final Sampler queries;

    /** @param tradeShare, queryShare more than 0 and at most 1 */
    RootSampler(double tradeShare, double queryShare) {
        trades = Sampler.traceIdRatioBased(tradeShare);
        queries = Sampler.traceIdRatioBased(queryShare);
    }

    /** For what belongs to a trace already, whoever began it has decided. */
    Sampler belowTheirs() {
        return Sampler.parentBased(this);
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        Sampler sampler = kind == SpanKind.PRODUCER ? trades : queries;
        return sampler.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "trades " + trades.getDescription() + ", queries " + queries.getDescription();
    }
}
