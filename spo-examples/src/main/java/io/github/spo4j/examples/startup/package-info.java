/**
 * What the build does after the program's jar, so that the program starts fast.
 *
 * <p>A virtual machine that is given an archive of the classes of a program, read and verified, does not do so again
 * at each start. Such an archive is tied to one jar and one virtual machine; without it everything works, only slower.
 * And it cannot hold a class that is compiled for Java 5, as those of picocli are: {@code ModernClasses} gives them
 * what newer ones have.
 */
@NullMarked
package io.github.spo4j.examples.startup;

import org.jspecify.annotations.NullMarked;
