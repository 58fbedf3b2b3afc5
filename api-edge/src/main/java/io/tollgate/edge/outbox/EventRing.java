package io.tollgate.edge.outbox;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue that many threads put into without waiting and one takes from.
 *
 * @param <E> what it holds
 */
final class EventRing<E> {
    /*
     * A thread claims a place by moving the tail and then fills it; the taker stops at the first
     * place that is not filled yet, and moves the head only after it has emptied the place, so that
     * a claimed place is always empty.
     */
    private final AtomicReferenceArray<E> places;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();

    EventRing(int capacity) {
        places = new AtomicReferenceArray<>(capacity);
    }

    /** Puts one in; false if there is no room. */
    boolean offer(E element) {
        while (true) {
            long place = tail.get();
            if (place - head.get() >= places.length()) {
                return false;
            }
            if (tail.compareAndSet(place, place + 1)) {
                places.set(index(place), element);
                return true;
            }
        }
    }

    /** Takes out up to a number of elements, in order, for the one thread that takes. */
    void drainTo(List<? super E> taken, int most) {
        long place = head.get();
        long end = place + most;
        for (; place < end; place++) {
            E element = places.get(index(place));
            if (element == null) {
                break;
            }
            places.lazySet(index(place), null);
            head.set(place + 1);
            taken.add(element);
        }
    }

    /** How many elements wait, about. */
    int size() {
        return (int) Math.max(0, tail.get() - head.get());
    }

    private int index(long place) {
        return (int) (place % places.length());
    }
}
