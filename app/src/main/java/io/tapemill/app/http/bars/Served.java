package io.tapemill.app.http.bars;

import io.tapemill.app.http.Answer;
import io.tapemill.app.http.live.LiveView;
import io.tapemill.app.tape.TapeTimes;
import java.util.Optional;

/** Says in an answer's headers where it comes from and how far the symbol's tape had come. */
final class Served {
    private Served() {}

    /** @param live empty when the database alone was asked */
    static Answer by(Answer answer, Optional<LiveView> live) {
        if (live.isEmpty()) return answer.with("Tapemill-Served-By", "database; role=database");
        Answer served = answer.with("Tapemill-Served-By", live.get().servedBy() + "; role=active");
        if (!live.get().known()) return served;
        return served.with("Tapemill-Watermark", TapeTimes.format(live.get().watermarkNs()));
    }
}
