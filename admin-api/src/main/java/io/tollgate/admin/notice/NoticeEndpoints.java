package io.tollgate.admin.notice;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Paging;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.http.Query;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Notification;
import io.tollgate.schemas.NotificationState;
import io.tollgate.schemas.topics.Topics;
import java.util.List;
import java.util.Optional;

/**
 * {@code /v1/notifications}: what was told to whom, and how far that got. Deleting the entry that
 * says that an endpoint is disabled gives the endpoint another chance.
 */
public final class NoticeEndpoints {
    private static final String PATH = "/v1/notifications";

    private final NoticeBook book;
    private final Topics topics;
    private final Ledger ledger;

    /** Shows a book. */
    public NoticeEndpoints(NoticeBook book, Topics topics, Ledger ledger) {
        this.book = book;
        this.topics = topics;
        this.ledger = ledger;
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_NOTIFICATIONS, this::list),
                Endpoint.get(PATH + "/{id}", Permission.READ_NOTIFICATIONS, this::read),
                Endpoint.delete(PATH + "/{id}", Permission.EDIT_OWNERS, this::enable));
    }

    private Answer list(Call call) {
        Query query = call.query();
        Optional<String> owner = query.optional("ownerId", Shape.id());
        Optional<String> key = query.optional("keyId", Shape.text(1, 100));
        Optional<String> endpoint = query.optional("endpoint", Shape.text(1, 100));
        Optional<NotificationState> state =
                query.optional(
                        "state",
                        Shape.choice(
                                NotificationState.PENDING,
                                NotificationState.DELIVERED,
                                NotificationState.FAILED));
        Paging paging = Paging.of(query);
        query.check();
        var all =
                book.all()
                        .filter(each -> owner.map(each.getOwnerId()::equals).orElse(true))
                        .filter(each -> key.map(each.getKeyId()::equals).orElse(true))
                        .filter(each -> endpoint.map(each.getEndpoint()::equals).orElse(true))
                        .filter(each -> state.map(each.getState()::equals).orElse(true));
        return Answer.ok(
                paging.falling(all, each -> each.getCreatedAt() + " " + each.getNotificationId())
                        .map(NoticeView::of));
    }

    private Answer read(Call call) {
        call.query().check();
        return Answer.ok(NoticeView.of(demand(call.part("id"))));
    }

    private Answer enable(Call call) {
        String id = call.part("id");
        ledger.change(changes -> {
            if (!demand(id).getType().equals(NoticeBook.DISABLED)) {
                throw new ProblemException(
                        ProblemType.CONFLICT,
                        "only an entry of type " + NoticeBook.DISABLED + " can be deleted");
            }
            changes.remove(topics.notifications, id);
            return id;
        });
        return Answer.nothing();
    }

    private Notification demand(String id) {
        return book.find(id).orElseThrow(() -> ProblemException.notFound("notification", id));
    }
}
