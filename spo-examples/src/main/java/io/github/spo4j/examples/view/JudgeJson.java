package io.github.spo4j.examples.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.run.JudgeConsistency;

/** A judge's consistency as JSON. */
public final class JudgeJson {

    private JudgeJson() {}

    /**
     * Adds the figures to an object.
     *
     * @param consistency the figures
     * @param judge the object to fill
     */
    public static void put(JudgeConsistency consistency, ObjectNode judge) {
        judge.put("pairs", consistency.pairs());
        judge.put("agreeing", consistency.agreeing());
        judge.put("votes", consistency.readable());
        judge.put("chose_first", consistency.choseA());
        judge.put("unclear", consistency.abstained());
    }
}
