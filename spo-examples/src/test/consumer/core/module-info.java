/** The same program as a module, for which spo-core is one too. */
module consumer {
    requires io.github.spo4j;
}
