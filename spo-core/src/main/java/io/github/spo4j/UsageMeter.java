package io.github.spo4j;

import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.TokenUsage;
import java.util.EnumMap;
import java.util.Map;

/** Counts what goes through the ports of one run. Thread-safe. */
final class UsageMeter {

    private final Object lock = new Object();
    private final Map<ModelRole, RoleUsage> usage = new EnumMap<>(ModelRole.class);

    ChatModelPort around(ChatModelPort port) {
        return request -> {
            add(request.role(), new RoleUsage(1, TokenUsage.NONE));
            ModelReply reply = port.chat(request);
            if (reply != null) {
                add(request.role(), new RoleUsage(0, reply.usage()));
            }
            return reply;
        };
    }

    private void add(ModelRole role, RoleUsage more) {
        synchronized (lock) {
            usage.merge(role, more, RoleUsage::plus);
        }
    }

    RunUsage soFar() {
        synchronized (lock) {
            return new RunUsage(usage);
        }
    }
}
