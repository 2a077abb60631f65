package io.github.spo4j.examples.cli;

/** A command of the style pipeline. What it pays for is kept in the output folder's journal. */
interface StyleWork {}
