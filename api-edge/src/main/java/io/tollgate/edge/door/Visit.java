package io.tollgate.edge.door;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.table.CompiledRoute;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.verdict.Inquiry;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.Cors;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Outcome;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request in a door, until it is refused or admitted. Used by one thread at a time.
 *
 * @param shape what becomes of an answer of ours before it is sent
 */
record Visit(
        Judging judging,
        Answers answers,
        Books books,
        Door door,
        Request request,
        Response response,
        Callback callback,
        ClientAddress address,
        UnaryOperator<Answer> shape) {

    /** Refuses what can't be judged. */
    void reject(Outcome outcome, Answer answer) {
        refuse(outcome, null, null, answer);
    }

    /** Refuses a request that is not valid, saying why. */
    void reject(Problem problem, String detail) {
        reject(Outcome.BAD_REQUEST, answers.problem(problem, detail));
    }

    /** Judges the request; answers it unless it is admitted. */
    void judge(
            RequestTarget target,
            @Nullable CompiledRoute route,
            BiConsumer<Verdict.Admitted, Credential> admitted) {
        Credential credential = judging.credential(request.getHeaders(), target, route);
        var inquiry = new Inquiry(route, credential, address.client());
        judging.judge()
                .judge(
                        inquiry,
                        verdict -> {
                            switch (verdict) {
                                case Verdict.Admitted a -> admitted.accept(a, credential);
                                case Verdict.Refused refused ->
                                        refuse(
                                                refused.outcome(),
                                                refused.key(),
                                                route,
                                                answers.refused(refused));
                                case Verdict.Limited limited ->
                                        refuse(
                                                limited.outcome(),
                                                limited.key(),
                                                route,
                                                answers.limited(limited));
                                case Verdict.Unavailable unavailable ->
                                        refuse(
                                                unavailable.outcome(),
                                                unavailable.key(),
                                                route,
                                                answers.unavailable(unavailable));
                            }
                        });
    }

    /** The account of an admitted request begins with this. */
    AdmittedRequest admitted(Verdict.Admitted verdict, RequestTarget target, String method) {
        return new AdmittedRequest(
                verdict,
                judging.ids().next(),
                door,
                method,
                SourceNetwork.of(address.client()),
                PathHash.of(target.path()),
                request.getHeadersNanoTime());
    }

    /** Sends an answer, whatever is accounted for elsewhere. */
    void send(Answer answer) {
        shape.apply(answer).send(response, callback);
    }

    private void refuse(
            Outcome outcome, @Nullable KeyEntry key, @Nullable CompiledRoute route, Answer answer) {
        String routeId = route == null ? "" : route.id();
        books.refused(door, outcome, key, routeId, address.client(), answer.status());
        Cors cors = route == null ? null : route.definition().getCors();
        send(
                door == Door.PROXY
                        ? answer.with(CrossOrigin.readable(cors, request.getHeaders()))
                        : answer);
    }
}
