package io.tapemill.app.bars;

import io.tapemill.schemas.Bar;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Columns for people. Lines are aligned in blocks, so that a long answer begins at once and fits the memory. */
final class BarTable implements BarWriter {
    private static final int BLOCK_LINES = 1_000;
    private static final Set<String> TO_THE_LEFT = Set.of("symbol", "interval", "start", "end", "state");

    private final PrintWriter out;
    private final List<List<String>> block = new ArrayList<>();
    private final int[] widths = new int[BarTexts.TITLES.size()];

    BarTable(PrintWriter out) {
        this.out = out;
        block.add(BarTexts.TITLES);
    }

    @Override
    public void write(Bar bar) {
        block.add(BarTexts.of(bar).inOrder());
        if (block.size() >= BLOCK_LINES) print();
    }

    @Override
    public void end() {
        print();
    }

    private void print() {
        for (List<String> line : block) {
            for (int i = 0; i < widths.length; i++)
                widths[i] = Math.max(widths[i], line.get(i).length());
        }
        block.forEach(this::print);
        block.clear();
    }

    private void print(List<String> line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - line.get(i).length());
            boolean left = TO_THE_LEFT.contains(BarTexts.TITLES.get(i));
            if (i > 0) text.append("  ");
            text.append(left ? line.get(i) + padding : padding + line.get(i));
        }
        out.println(text.toString().stripTrailing());
    }
}
