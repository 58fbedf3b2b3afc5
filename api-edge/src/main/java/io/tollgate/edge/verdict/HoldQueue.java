package io.tollgate.edge.verdict;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Requests that wait for news, bounded in number; they cost no thread. A request is given out once
 * each time it was put in. Thread-safe.
 */
final class HoldQueue {
    private final int capacity;
    private final Map<String, Set<HeldRequest>> byOwner = new HashMap<>();
    private int size;
    private long news;

    HoldQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Number of the last news; a request judged since has seen them. */
    synchronized long news() {
        return news;
    }

    /**
     * Puts a request in.
     *
     * @return false if there is no room
     */
    synchronized boolean add(HeldRequest request) {
        if (size >= capacity) {
            return false;
        }
        byOwner.computeIfAbsent(request.ownerId(), _ -> new LinkedHashSet<>()).add(request);
        size++;
        return true;
    }

    /** Takes a request out; false if someone else has. */
    synchronized boolean remove(HeldRequest request) {
        Set<HeldRequest> requests = byOwner.get(request.ownerId());
        if (requests == null || !requests.remove(request)) {
            return false;
        }
        size--;
        if (requests.isEmpty()) {
            byOwner.remove(request.ownerId());
        }
        return true;
    }

    /** Notes news of an owner and takes out the requests that wait for them, the oldest first. */
    synchronized List<HeldRequest> newsOf(String ownerId) {
        news++;
        Set<HeldRequest> requests = byOwner.remove(ownerId);
        if (requests == null) {
            return List.of();
        }
        size -= requests.size();
        return List.copyOf(requests);
    }

    /** Notes news and takes out the requests that they concern. */
    synchronized List<HeldRequest> newsFor(Predicate<HeldRequest> concerned) {
        news++;
        var taken = new ArrayList<HeldRequest>();
        for (Set<HeldRequest> requests : byOwner.values()) {
            List<HeldRequest> leaving = requests.stream().filter(concerned).toList();
            leaving.forEach(requests::remove);
            taken.addAll(leaving);
        }
        byOwner.values().removeIf(Set::isEmpty);
        size -= taken.size();
        return taken;
    }

    synchronized int size() {
        return size;
    }
}
