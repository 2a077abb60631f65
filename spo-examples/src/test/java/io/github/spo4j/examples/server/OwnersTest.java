package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.examples.simulation.SimulatedModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whose jobs are found with which token, over starts with other tokens. */
@Timeout(120)
class OwnersTest {

    private static final String JOBS = "/api/v1/jobs";
    private static final String FIRST = "first-token-of-the-tests";
    private static final String SECOND = "second-token-of-the-tests";
    private static final String OTHER = "other-token-of-the-tests";

    @TempDir
    private Path folder;

    private SpoServer started(String... tokens) {
        return Services.start(folder, SimulatedModel.builder().seed(1).build(), tokens);
    }

    private static String created(SpoServer server, String token) throws Exception {
        Client client = new Client(server.url(), token);
        String id = client.post(JOBS, Services.optimization(""))
                .is(201)
                .json()
                .path("id")
                .asText();
        client.ended(id);
        return id;
    }

    private static List<String> found(SpoServer server, String token) throws Exception {
        return new Client(server.url(), token)
                .get(JOBS)
                .is(200)
                .json()
                .path("jobs")
                .findValuesAsText("id");
    }

    @Test
    void jobs_of_a_name_are_found_with_each_of_its_tokens_and_with_the_next() throws Exception {
        String id;
        try (SpoServer server = started("ann: " + FIRST, "ann:\t" + SECOND, "bob: " + OTHER)) {
            id = created(server, FIRST);
            assertThat(found(server, SECOND)).containsExactly(id);
            assertThat(found(server, OTHER)).isEmpty();
        }
        try (SpoServer server = started("ann: " + SECOND, "bob: " + FIRST)) {
            assertThat(found(server, SECOND)).containsExactly(id);
            assertThat(found(server, FIRST)).isEmpty();
        }
    }

    @Test
    void jobs_of_a_token_stay_with_it_when_it_gets_a_name_and_with_the_name_when_it_is_changed() throws Exception {
        String id;
        String others;
        try (SpoServer server = started(FIRST, OTHER)) {
            id = created(server, FIRST);
            others = created(server, OTHER);
        }
        try (SpoServer server = started("ann: " + FIRST, OTHER)) {
            assertThat(found(server, FIRST)).containsExactly(id);
            assertThat(found(server, OTHER)).containsExactly(others);
        }
        try (SpoServer server = started("ann: " + SECOND, OTHER)) {
            assertThat(found(server, SECOND)).containsExactly(id);
            new Client(server.url(), FIRST).get(JOBS).is(401);
        }
    }
}
