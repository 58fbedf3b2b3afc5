package io.tollgate.admin.resource;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.Preconditions;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.http.Query;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What all resources with ids have in common: reading one, listing, and the version that a change
 * must know.
 *
 * @param what the name of one in sentences
 * @param path where they are
 * @param find looks one up
 * @param all those that are listed
 * @param id of one
 * @param version of one, which its ETag is made of
 * @param view how one is shown
 */
record Entities<V>(
        String what,
        String path,
        Function<String, Optional<V>> find,
        Supplier<Stream<V>> all,
        Function<V, String> id,
        Function<V, Object> version,
        Function<V, Object> view) {

    /** Answers with the one that the path names. */
    Answer read(Call call) {
        call.query().check();
        return shown(200, demand(call.part("id")));
    }

    /** Answers with a part of all. */
    Answer list(Call call) {
        Query query = call.query();
        Paging paging = Paging.of(query);
        query.check();
        return Answer.ok(paging.rising(all.get(), id).map(view));
    }

    /** The one with an id, or a problem. */
    V demand(String name) {
        return find.apply(name).orElseThrow(() -> ProblemException.notFound(what, name));
    }

    /** The one that a change is meant for, in the version that the call knows. */
    V demandVersion(Call call) {
        V present = demand(call.part("id"));
        Preconditions.check(call, version.apply(present));
        return present;
    }

    /** Refuses to create one over another. */
    void demandFree(String name) {
        if (find.apply(name).isPresent()) {
            throw new ProblemException(
                    ProblemType.ALREADY_EXISTS,
                    "the "
                            + what
                            + " '"
                            + name
                            + "' exists already; change it with PUT "
                            + path
                            + "/"
                            + name);
        }
    }

    /** One, with its tag. */
    Answer shown(int status, V one) {
        return Answer.json(status, view.apply(one))
                .with("ETag", Preconditions.tag(version.apply(one)));
    }

    /** One that was just made. */
    Answer created(V one) {
        return shown(201, one).with("Location", path + "/" + id.apply(one));
    }
}
