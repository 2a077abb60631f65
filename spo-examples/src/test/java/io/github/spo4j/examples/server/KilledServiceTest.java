package io.github.spo4j.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.spo4j.examples.server.DurableJobs.Node;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on a real database against a real connection to models, killed at moments that are drawn. */
@Tag("thorough")
@Timeout(600)
class KilledServiceTest {

    private static final long SEED = 9;
    private static final int JOBS = 40;
    private static final int KILLS = 5;

    @TempDir
    private static Path top;

    private static Map<String, String> expected;

    @TempDir
    private Path folder;

    /** The same jobs with nothing in their way. */
    @BeforeAll
    static void undisturbed() throws Exception {
        try (DurableJobs jobs = new DurableJobs(top, null)) {
            Client client = jobs.start().client();
            List<String> ids = new ArrayList<>();
            DurableJobs.submit(client, JOBS, ids);
            expected = DurableJobs.results(client, ids);
        }
    }

    private Path made(String name) throws Exception {
        return Files.createDirectories(folder.resolve(name));
    }

    private static HikariDataSource connections(String url, String user) {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(url);
        source.setUsername(user);
        source.setPassword("");
        return source;
    }

    @Test
    void two_machines_on_one_postgres_end_all_jobs_though_one_is_killed_five_times() throws Exception {
        try (EmbeddedPostgres postgres = Postgres.start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            try (HikariDataSource source = connections(url, "postgres");
                    DurableJobs jobs = new DurableJobs(made("killed"), url)) {
                Random random = new Random(SEED);
                Node stays = jobs.start();
                Node killed = jobs.start();
                List<String> ids = new ArrayList<>();
                for (int kill = 0; kill < KILLS; kill++) {
                    DurableJobs.submit(killed.client(), JOBS / KILLS, ids);
                    jobs.awaitMoment(killed, random);
                    jobs.kill(killed, ids, source);
                    killed = jobs.start();
                }

                assertThat(DurableJobs.results(stays.client(), ids)).isEqualTo(expected);
                jobs.assertThatNoJobWasWorkedAtByTwo(JOBS);
                jobs.assertThatNoFinishedCallWasPaidAgain(ids, source);
                assertThat(jobs.alive()).hasSize(2);
                System.out.printf(
                        "PostgreSQL, 2 processes, %d jobs, %d kills, seed %d: %d requests, %d under way at a kill%n",
                        JOBS, KILLS, SEED, jobs.models().asked().size(), jobs.lost());
            }
        }
    }

    @Test
    void one_machine_on_h2_ends_all_jobs_though_it_is_killed_five_times() throws Exception {
        Path data = made("killed");
        String url = "jdbc:h2:file:" + data.resolve("data/spo").toAbsolutePath();
        try (DurableJobs jobs = new DurableJobs(data, null)) {
            Random random = new Random(SEED);
            Node node = jobs.start();
            List<String> ids = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                DurableJobs.submit(node.client(), JOBS / KILLS, ids);
                jobs.awaitMoment(node, random);
                node.process().destroyForcibly().waitFor();
                try (HikariDataSource source = connections(url, "sa")) {
                    jobs.kill(node, ids, source);
                }
                node = jobs.start();
            }

            assertThat(DurableJobs.results(node.client(), ids)).isEqualTo(expected);
            jobs.assertThatNoJobWasWorkedAtByTwo(JOBS);
            node.process().destroy();
            assertThat(node.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            try (HikariDataSource source = connections(url, "sa")) {
                jobs.assertThatNoFinishedCallWasPaidAgain(ids, source);
            }
            System.out.printf(
                    "H2, 1 process, %d jobs, %d kills, seed %d: %d requests, %d under way at a kill%n",
                    JOBS, KILLS, SEED, jobs.models().asked().size(), jobs.lost());
        }
    }
}
