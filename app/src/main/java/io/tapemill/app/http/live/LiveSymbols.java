package io.tapemill.app.http.live;

import io.tapemill.app.access.PeerAccess;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Routes;
import io.tapemill.app.instance.Owner;
import io.tapemill.app.instance.Ownership;
import io.tapemill.topology.query.LivePartition;
import io.tapemill.topology.query.LiveSymbol;
import io.tapemill.topology.query.PartitionClosedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The open windows of any symbol: from this instance when it is the owner, else from the owner. Thread-safe. */
public final class LiveSymbols implements AutoCloseable {
    private final Optional<Ownership> ownership;
    private final BarCodec codec;
    private final String self;
    private final Supplier<String> database;
    private final PeerClient peers;

    /**
     * @param ownership empty when this instance has no part in the group that builds bars
     * @param database which server this instance reads bars from; empty as long as it is not known
     */
    public LiveSymbols(
            Optional<Ownership> ownership, BarCodec codec, String self, PeerAccess access, Supplier<String> database) {
        this.database = database;
        this.peers = new PeerClient(access);
        this.ownership = ownership;
        this.codec = codec;
        this.self = self;
    }

    /** Lets other instances ask this one. */
    public void addTo(Routes routes) {
        new PeerEndpoint(this).addTo(routes);
    }

    /** Sends the question off; many may be under way at a time. {@link Problem} when there is nobody to ask. */
    public Asked ask(String symbol) {
        Owner owner = ownership().ownerOf(symbol);
        if (owner instanceof Owner.There there) {
            PeerClient.Reply reply = peers.ask(there.hostAndPort(), symbol);
            return timeLeft -> view(reply.await(timeLeft), there.hostAndPort());
        }
        PeerClient.Reply reply = askHere(owner, symbol);
        return timeLeft -> view(reply.await(timeLeft), self);
    }

    private LiveView view(PeerJson.Symbol found, String servedBy) {
        checkSame(found.database(), servedBy, database.get());
        if (!found.complete()) {
            throw new Problem(
                            503,
                            "catching-up",
                            "bars that are closed are not in the database yet: the sink is behind, or the owner is new;"
                                    + " with consistency=any what the database has is served")
                    .retryAfter(1);
        }
        return new LiveView(
                found.known(), found.watermarkNs(), codec.decode(found.open()), codec.decode(found.closed()), servedBy);
    }

    /** What an owner has let go of is in the database that it looks at, and perhaps not yet in another one. */
    static void checkSame(String ofOwner, String owner, String ours) {
        if (ofOwner.isEmpty() || ours.isEmpty() || ofOwner.equals(ours)) return;
        throw new Problem(
                        503,
                        "mixed-databases",
                        "the owner of the symbol, " + owner + ", reads bars from the " + ofOwner
                                + " and this instance from the " + ours
                                + ", so bars could be missing between them; give every instance the same"
                                + " tapemill.reader.jdbc.url")
                .retryAfter(1);
    }

    /** The same from this instance alone. */
    PeerJson.Symbol here(String symbol, Duration timeLeft) throws InterruptedException {
        return askHere(ownership().ownerHere(symbol), symbol).await(timeLeft);
    }

    private Ownership ownership() {
        return ownership.orElseThrow(() -> new Problem(
                503,
                "no-open-windows",
                "this instance has no part in building bars (tapemill.roles) and does not know who has; ask another one,"
                        + " or for closed bars only"));
    }

    private PeerClient.Reply askHere(Owner owner, String symbol) {
        if (owner instanceof Owner.Nobody nobody) throw unowned(nobody);
        LivePartition.Asked asked = ((Owner.Here) owner).partition().ask(symbol);
        return timeLeft -> await(asked, timeLeft);
    }

    private PeerJson.Symbol await(LivePartition.Asked asked, Duration timeLeft) throws InterruptedException {
        try {
            LiveSymbol live = asked.await(timeLeft);
            return new PeerJson.Symbol(
                    live.known(),
                    live.watermarkNs(),
                    codec.encode(live.open()),
                    live.closed(),
                    live.complete(),
                    database.get());
        } catch (PartitionClosedException e) {
            throw unowned(new Owner.Nobody("rebalancing", 100));
        } catch (TimeoutException e) {
            throw new Problem(504, "query-timeout", "the stream thread did not answer in time").retryAfter(1);
        }
    }

    private static Problem unowned(Owner.Nobody nobody) {
        String restoring = nobody.state().equals("restoring")
                ? "the state of the symbol's partition is restored, " + nobody.restoredPercent() + " % done"
                : "the instances are sharing out their partitions anew";
        return new Problem(
                        503,
                        nobody.state(),
                        restoring + "; closed bars are served with partial=exclude or consistency=any")
                .with("percent", nobody.restoredPercent())
                .retryAfter(nobody.state().equals("restoring") ? 5 : 1);
    }

    @Override
    public void close() {
        peers.close();
    }
}
