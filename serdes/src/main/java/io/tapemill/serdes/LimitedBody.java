package io.tapemill.serdes;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** An HTTP body in memory that ends with an error, and without its connection, when it grows beyond a limit. */
final class LimitedBody implements BodySubscriber<byte[]> {
    private final long maxBytes;
    private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();
    private Flow.Subscription subscription;
    private long received;

    LimitedBody(long maxBytes) {
        this.maxBytes = maxBytes;
        whole.getBody().whenComplete((bytes, failure) -> {
            if (failure == null) result.complete(bytes);
            else result.completeExceptionally(failure);
        });
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return result;
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        subscription = upstream;
        whole.onSubscribe(upstream);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        received += item.stream().mapToLong(ByteBuffer::remaining).sum();
        if (received > maxBytes) {
            subscription.cancel();
            result.completeExceptionally(new IOException("the answer is larger than " + maxBytes + " bytes"));
            return;
        }
        whole.onNext(item);
    }

    @Override
    public void onError(Throwable failure) {
        whole.onError(failure);
    }

    @Override
    public void onComplete() {
        whole.onComplete();
    }
}
