package io.github.spo4j.examples.cli;

/** A style command. Its paid replies are kept in the output folder's journal. */
interface StyleWork {}
