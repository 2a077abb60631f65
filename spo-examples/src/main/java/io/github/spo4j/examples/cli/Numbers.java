package io.github.spo4j.examples.cli;

import java.io.Serial;
import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line; a refusal says what was expected. */
final class Numbers {

    private Numbers() {}

    /** A sampling temperature. */
    static final class Temperature implements ITypeConverter<Double> {

        @Override
        public Double convert(String value) {
            try {
                double number = Double.parseDouble(value);
                if (number >= 0 && number <= 2) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw refused("expected.temperature");
            }
            throw refused("expected.temperature");
        }
    }

    /** How many times as much something may be: from 1. */
    static final class Ratio implements ITypeConverter<Double> {

        @Override
        public Double convert(String value) {
            if (!value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") || Double.parseDouble(value) < 1) {
                throw refused("expected.ratio");
            }
            return Double.valueOf(value);
        }
    }

    /** A count from 1. */
    static final class Count implements ITypeConverter<Integer> {

        @Override
        public Integer convert(String value) {
            if (!value.matches("0*[1-9][0-9]{0,8}")) {
                throw refused("expected.count");
            }
            return Integer.valueOf(value);
        }
    }

    /** A count from 0. */
    static final class CountFromZero implements ITypeConverter<Integer> {

        @Override
        public Integer convert(String value) {
            if (!value.matches("[0-9]{1,9}")) {
                throw refused("expected.count.from.zero");
            }
            return Integer.valueOf(value);
        }
    }

    /** A port; 0 for any free one. */
    static final class Port implements ITypeConverter<Integer> {

        private static final int LAST = 65_535;

        @Override
        public Integer convert(String value) {
            if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) > LAST) {
                throw refused("expected.port");
            }
            return Integer.valueOf(value);
        }
    }

    /** An age in days or hours, such as 30d or 12h. */
    static final class Age implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String value) {
            if (!value.matches("0*[1-9][0-9]{0,5}[dh]")) {
                throw refused("expected.age");
            }
            long count = Long.parseLong(value.substring(0, value.length() - 1));
            return value.endsWith("d") ? Duration.ofDays(count) : Duration.ofHours(count);
        }
    }

    /** An amount of money. */
    static final class Amount implements ITypeConverter<BigDecimal> {

        @Override
        public BigDecimal convert(String value) {
            if (!value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") || new BigDecimal(value).signum() == 0) {
                throw refused("expected.amount");
            }
            return new BigDecimal(value);
        }
    }

    static Refused refused(String expected) {
        return new Refused(Phrase.of(expected));
    }

    /** A value that cannot be used. It says what was expected. */
    static final class Refused extends TypeConversionException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Phrase expected;

        private Refused(Phrase expected) {
            super(Words.english().say(expected));
            this.expected = expected;
        }

        Phrase expected() {
            return expected;
        }
    }
}
