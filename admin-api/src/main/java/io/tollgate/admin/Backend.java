package io.tollgate.admin;

import io.tollgate.admin.audit.AuditTrail;
import io.tollgate.admin.explain.LimitViews;
import io.tollgate.admin.notice.NoticeBook;
import io.tollgate.admin.notice.QuotaCauses;
import io.tollgate.admin.resource.KeyEndpoints;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.Alerts;
import io.tollgate.admin.revocation.EdgeRegister;
import io.tollgate.admin.revocation.Receipts;
import io.tollgate.admin.revocation.RevocationIndex;
import io.tollgate.admin.revocation.RevocationLog;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.usage.Gaps;
import io.tollgate.admin.usage.UsageSource;
import io.tollgate.schemas.topics.Topics;

/** What endpoints work on, wherever it comes from. */
record Backend(
        Topics topics,
        State state,
        Ledger ledger,
        RevocationIndex revocations,
        RevocationLog revocationLog,
        EdgeRegister edges,
        Receipts receipts,
        Gaps gaps,
        Alerts alerts,
        AuditTrail audit,
        NoticeBook notices,
        QuotaCauses quotas,
        LimitViews limitViews,
        UsageSource usage,
        KeyEndpoints.LastUse lastUse) {}
