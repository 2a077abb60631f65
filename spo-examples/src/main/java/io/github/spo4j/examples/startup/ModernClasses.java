package io.github.spo4j.examples.startup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import picocli.CommandLine;

/**
 * Converts picocli's classes to Java 8. They are compiled for Java 5, without stack maps: the virtual machine verifies
 * such classes at each start by an older and slower method, and leaves them out of archives. The code stays the same.
 */
final class ModernClasses {

    private static final String FOLDER = "/picocli";
    private static final int MAJOR_VERSION = 6; // where it stands in a class file

    private ModernClasses() {}

    /**
     * Replaces the classes in a jar. One in which they are replaced stays as it is to the byte: an archive is of no use any
     * more to another Java when its jar has changed.
     */
    static void in(Path jar) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(jar);
                Stream<Path> all = Files.walk(files.getPath(FOLDER))) {
            List<Path> classes =
                    all.filter(file -> file.toString().endsWith(".class")).toList();
            for (Path file : classes) {
                byte[] compiled = Files.readAllBytes(file);
                if (isOld(compiled)) {
                    Files.write(file, modern(compiled));
                }
            }
        }
    }

    private static boolean isOld(byte[] compiled) {
        return ByteBuffer.wrap(compiled).getShort(MAJOR_VERSION) < Opcodes.V1_8;
    }

    private static byte[] modern(byte[] compiled) {
        ClassReader reader = new ClassReader(compiled);
        ClassWriter writer = new WithStackMaps();
        reader.accept(new AsOfJava8(writer), ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }

    private static final class AsOfJava8 extends ClassVisitor {

        AsOfJava8(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(
                int version, int access, String name, String signature, String superName, String[] interfaces) {
            super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
        }
    }

    private static final class WithStackMaps extends ClassWriter {

        WithStackMaps() {
            super(COMPUTE_FRAMES);
        }

        @Override
        protected ClassLoader getClassLoader() {
            return CommandLine.class.getClassLoader();
        }
    }
}
