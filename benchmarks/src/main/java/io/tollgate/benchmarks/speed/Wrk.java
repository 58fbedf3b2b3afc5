package io.tollgate.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A load of requests by {@code wrk}, as many at once as there are connections.
 *
 * @param keys file with a key a line, which take turns
 */
record Wrk(Path keys, int connections) {
    private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in ([\\d.]+)(m?s|m),");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern BROKEN =
            Pattern.compile(
                    "Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern SLOWEST = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)");

    /**
     * What came of a load.
     *
     * @param failed answers other than 2xx and 3xx, and connections that broke
     * @param slowestMillis what 99 percent of the answers took at most
     */
    record Result(long requests, double seconds, long failed, double slowestMillis) {
        double perSecond() {
            return requests / seconds;
        }
    }

    /** Loads a server for a time; at the end of it nothing is under way. */
    Result run(String url, int seconds) throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--latency",
                        "-s",
                        "benchmarks/peers/keys.lua",
                        url,
                        "--",
                        keys.toString());
        Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (var reader = wrk.inputReader()) {
            output = String.join("\n", reader.lines().toList());
        }
        if (wrk.waitFor() != 0) {
            throw new IOException("wrk failed: " + output);
        }
        return parse(output);
    }

    private static Result parse(String output) throws IOException {
        Matcher total = TOTAL.matcher(output);
        Matcher slowest = SLOWEST.matcher(output);
        if (!total.find() || !slowest.find()) {
            throw new IOException("wrk said something else than expected: " + output);
        }
        long failed = 0;
        for (Pattern pattern : List.of(REFUSED, BROKEN)) {
            for (long count : numbers(pattern.matcher(output))) {
                failed += count;
            }
        }
        return new Result(
                Long.parseLong(total.group(1)),
                millis(total.group(2), total.group(3)) / 1000,
                failed,
                millis(slowest.group(1), slowest.group(2)));
    }

    private static List<Long> numbers(Matcher matcher) {
        var numbers = new ArrayList<Long>();
        if (matcher.find()) {
            for (int i = 1; i <= matcher.groupCount(); i++) {
                numbers.add(Long.parseLong(matcher.group(i)));
            }
        }
        return numbers;
    }

    private static double millis(String number, String unit) {
        double value = Double.parseDouble(number);
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "us" -> value / 1000;
            case "s" -> value * 1000;
            case "m" -> value * 60_000;
            default -> value;
        };
    }
}
