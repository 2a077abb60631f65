/**
 * What the build runs after making the program's jar, so that the program starts fast.
 *
 * <p>With an archive of its classes, read and verified, a virtual machine need not load and verify them at each start.
 * Such an archive is tied to one jar and one virtual machine; without it everything works, only slower. It cannot
 * contain classes compiled for Java 5, as picocli's are: {@code ModernClasses} converts them.
 */
@NullMarked
package io.github.spo4j.examples.startup;

import org.jspecify.annotations.NullMarked;
