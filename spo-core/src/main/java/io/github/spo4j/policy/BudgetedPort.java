package io.github.spo4j.policy;

import io.github.spo4j.internal.TokenReservation;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;

/** Pays each attempt from a budget. */
final class BudgetedPort implements ChatModelPort {

    private final ChatModelPort port;
    private final BudgetAccount account;

    BudgetedPort(ChatModelPort port, BudgetAccount account) {
        this.port = port;
        this.account = account;
    }

    @Override
    public ModelReply chat(ModelRequest request) {
        return account.spend(bounded(request, account), port);
    }

    /** The request as it is sent: what a call can take must be known where tokens are limited. */
    static ModelRequest bounded(ModelRequest request, BudgetAccount account) {
        boolean bounded = !account.limitsTokens() || request.settings().maxOutputTokens() != null;
        return bounded
                ? request
                : request.toBuilder()
                        .settings(request.settings().maxOutputTokens(TokenReservation.USUAL_OUTPUT))
                        .build();
    }
}
