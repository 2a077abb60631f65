package io.github.spo4j.examples.cli;

import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line, refused with what was expected. */
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
                throw refused(value, "a temperature is a number from 0 to 2");
            }
            throw refused(value, "a temperature is a number from 0 to 2");
        }
    }

    /** A count from 1. */
    static final class Count implements ITypeConverter<Integer> {

        @Override
        public Integer convert(String value) {
            if (!value.matches("0*[1-9][0-9]{0,8}")) {
                throw refused(value, "give a whole number from 1");
            }
            return Integer.valueOf(value);
        }
    }

    /** A count from 0. */
    static final class CountFromZero implements ITypeConverter<Integer> {

        @Override
        public Integer convert(String value) {
            if (!value.matches("[0-9]{1,9}")) {
                throw refused(value, "give a whole number from 0");
            }
            return Integer.valueOf(value);
        }
    }

    /** An amount of money. */
    static final class Amount implements ITypeConverter<BigDecimal> {

        @Override
        public BigDecimal convert(String value) {
            if (!value.matches("[0-9]{1,9}(\\.[0-9]{1,9})?") || new BigDecimal(value).signum() == 0) {
                throw refused(value, "an amount is a number above 0, such as 0.50");
            }
            return new BigDecimal(value);
        }
    }

    static TypeConversionException refused(String value, String expected) {
        return new TypeConversionException("'" + value + "' will not do: " + expected);
    }
}
