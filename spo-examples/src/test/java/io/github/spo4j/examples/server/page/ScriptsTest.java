package io.github.spo4j.examples.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page's modules by themselves. */
@Tag("browser")
class ScriptsTest {

    @RegisterExtension
    static final OpenPage OPEN = new OpenPage();

    private final Page page = OPEN.page();

    @BeforeAll
    static void open() {
        OPEN.page().open("/nowhere");
    }

    @Nested
    class WordDiff {

        @ParameterizedTest
        @MethodSource("texts")
        void marks_what_is_gone_and_what_is_new(String before, String after, String expected) {
            assertThat(page.later("""
                            import('./script/diff.js').then(({ wordDiff }) => done(wordDiff(arguments[0], arguments[1])
                              .map(({ kind, text }) => kind === 'same' ? text : kind === 'gone' ? `[${text}]` : `{${text}}`)
                              .join('')), done);
                            """, before, after)).isEqualTo(expected);
        }

        static Stream<Arguments> texts() {
            return Stream.of(
                    argumentSet("the same", "Write a poem.", "Write a poem.", "Write a poem."),
                    argumentSet("a word more", "Write a poem.", "Write a short poem.", "Write a {short }poem."),
                    argumentSet("a word less", "Write a short poem.", "Write a poem.", "Write a [short ]poem."),
                    argumentSet("two words in a row", "one two three", "one four five", "one [two three]{four five}"),
                    argumentSet("Chinese", "写一首关于秋天的诗。", "写一首关于春天的诗。", "写一首关于[秋天]{春天}的诗。"),
                    argumentSet("nothing before", "", "new", "{new}"),
                    argumentSet("nothing after", "old", "", "[old]"),
                    argumentSet("lines", "a\nb\nc", "a\nc", "a\n[b\n]c"));
        }

        @Test
        void loses_nothing_of_either_text() {
            long seed = 20261125;
            Random random = new Random(seed);
            for (int turn = 0; turn < 200; turn++) {
                String before = text(random);
                String after = text(random);
                assertThat(page.later("""
                                import('./script/diff.js').then(({ wordDiff }) => {
                                  const parts = wordDiff(arguments[0], arguments[1]);
                                  const side = (other) => parts.filter(({ kind }) => kind !== other).map(({ text }) => text).join('');
                                  done(side('new') === arguments[0] && side('gone') === arguments[1]);
                                }, done);
                                """, before, after))
                        .as("seed %d, turn %d", seed, turn)
                        .isEqualTo(true);
            }
        }

        private static String text(Random random) {
            String[] words = {"one", " ", "two", "\n", "诗", "春天", ".", "  "};
            return random.ints(random.nextInt(40), 0, words.length)
                    .mapToObj(word -> words[word])
                    .reduce("", String::concat);
        }
    }

    @Nested
    class EventStream {

        @Test
        void goes_on_behind_the_last_event_when_a_connection_breaks() {
            assertThat(page.later("""
                            const realFetch = window.fetch;
                            const asked = [];
                            const answers = [
                              'id: 1\\nevent: state\\ndata: {"state":"running","error":null}\\n\\n: still there\\n\\nid: 2\\nevent: pro',
                              'id: 2\\r\\nevent: budget\\r\\ndata: {"perc', 'ent":50}\\r\\n\\r\\nid: 3\\nevent: state\\ndata: {"state":"done","error":null}\\n\\n',
                            ];
                            const stream = (...pieces) => new Response(new ReadableStream({
                              start(controller) {
                                pieces.forEach((piece) => controller.enqueue(new TextEncoder().encode(piece)));
                                controller.close();
                              },
                            }));
                            window.fetch = async (url, { headers }) => {
                              asked.push(headers['Last-Event-ID']);
                              return asked.length === 1 ? stream(answers[0]) : stream(answers[1], answers[2]);
                            };
                            import('./script/events.js').then(async ({ follow }) => {
                              const seen = [];
                              const connected = [];
                              const last = await follow('x', {
                                onEvent: ({ id, type }) => seen.push(`${id} ${type}`),
                                onConnection: (there) => connected.push(there),
                                signal: new AbortController().signal,
                              });
                              window.fetch = realFetch;
                              done(JSON.stringify({ asked, seen, connected, last }));
                            }).catch((failure) => done(String(failure)));
                            """))
                    .isEqualTo("{\"asked\":[\"0\",\"1\"],\"seen\":[\"1 state\",\"2 budget\",\"3 state\"],"
                            + "\"connected\":[true,false,true],\"last\":3}");
        }

        @Test
        void looks_from_time_to_time_while_others_have_all_streams() {
            assertThat(page.later("""
                            const realFetch = window.fetch;
                            const realTimeout = window.setTimeout;
                            const asked = [];
                            const paused = [];
                            const full = () => new Response('{"code":"too_many_streams"}', { status: 429 });
                            const answers = [
                              full,
                              () => new Response('id: 1\\nevent: budget\\ndata: {"percent":50}\\n\\n'),
                              full,
                              () => new Response(''),
                              () => new Response('id: 2\\nevent: state\\ndata: {"state":"done","error":null}\\n\\n'),
                            ];
                            window.setTimeout = (work, time) => {
                              if (time < 45000) {
                                paused.push(time);
                                return realTimeout(work, 0);
                              }
                              return realTimeout(work, time);
                            };
                            window.fetch = async (url) => {
                              asked.push(new URL(url).searchParams.get('wait'));
                              return answers[asked.length - 1]();
                            };
                            import('./script/events.js').then(async ({ follow }) => {
                              const seen = [];
                              const connected = new Set();
                              await follow('x', {
                                onEvent: ({ id, type }) => seen.push(`${id} ${type}`),
                                onConnection: (there) => connected.add(there),
                                signal: new AbortController().signal,
                              });
                              window.fetch = realFetch;
                              window.setTimeout = realTimeout;
                              done(JSON.stringify({ asked, paused, seen, connected: [...connected] }));
                            }).catch((failure) => done(String(failure)));
                            """))
                    .isEqualTo("{\"asked\":[\"true\",\"false\",\"true\",\"false\",\"true\"],\"paused\":[3000,3000],"
                            + "\"seen\":[\"1 budget\",\"2 state\"],\"connected\":[true]}");
        }

        @Test
        void ends_where_no_new_try_would_help() {
            assertThat(page.later("""
                            import('./script/events.js').then(({ follow }) => follow('none', {
                              onEvent: () => {},
                              onConnection: () => {},
                              signal: new AbortController().signal,
                            })).then(() => done('ended'), (problem) => done(problem.code));
                            """)).isEqualTo("not_found");
        }
    }
}
