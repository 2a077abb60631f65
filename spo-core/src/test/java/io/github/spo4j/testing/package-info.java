/**
 * What spo-core's test-jar has for the tests of your own project: {@link io.github.spo4j.testing.ScriptedChatModel}, a
 * model for unit tests, and the promises of {@link io.github.spo4j.model.ChatModelPort} and
 * {@link io.github.spo4j.storage.RunStorage} as tests that yours extend, which need JUnit Jupiter from 5.10 and AssertJ
 * from 3.24 on the test class path:
 *
 * <pre>{@code
 * <dependency>
 *   <groupId>io.github.spo4j</groupId>
 *   <artifactId>spo-core</artifactId>
 *   <version>…</version>
 *   <type>test-jar</type>
 *   <scope>test</scope>
 * </dependency>
 * <dependency>
 *   <groupId>org.junit.jupiter</groupId>
 *   <artifactId>junit-jupiter</artifactId>
 *   <version>…</version>
 *   <scope>test</scope>
 * </dependency>
 * <dependency>
 *   <groupId>org.assertj</groupId>
 *   <artifactId>assertj-core</artifactId>
 *   <version>…</version>
 *   <scope>test</scope>
 * </dependency>
 * }</pre>
 *
 * <p>The test-jar is the module {@code io.github.spo4j.testing}. What else is in it serves our own tests and may
 * change.
 */
package io.github.spo4j.testing;
