package io.leengine.rest.stream;

import io.leengine.rest.view.LogLineView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The youngest lines of many, as far as memory may go. For one thread. */
public final class LastLines {
    private static final long MOST_CHARACTERS = 8L << 20;

    private final int most;
    private final PriorityQueue<LogLineView> oldestFirst = new PriorityQueue<>(Comparator.comparing(LogLineView::at));
    private long characters;

    /**
     * @param most how many lines are wanted
     */
    public LastLines(int most) {
        this.most = most;
    }

    /** Adds a line; the oldest goes when there are too many. */
    public void add(LogLineView line) {
        oldestFirst.add(line);
        characters += line.text().length();
        while (oldestFirst.size() > most || characters > MOST_CHARACTERS) {
            characters -= oldestFirst.remove().text().length();
        }
    }

    /** Returns the lines, oldest first. */
    public List<LogLineView> inOrder() {
        List<LogLineView> lines = new ArrayList<>(oldestFirst);
        lines.sort(Comparator.comparing(LogLineView::at));
        return lines;
    }
}
