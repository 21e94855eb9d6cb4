import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Writes the report of a run to standard output: {@code java Report.java <folder with the measurements>}. */
final class Report {

    /** One server under one kind of load in one round. */
    private record Load(
            int round,
            String server,
            int connections,
            int tokens,
            long requests,
            long micros,
            long p50,
            long p99,
            long bytes,
            long failed,
            long cpu,
            long others) {

        static Load parse(String line) {
            String[] f = line.split(" ");
            long[] n = new long[f.length];
            for (int i = 0; i < f.length; i++) {
                n[i] = i == 1 ? 0 : Long.parseLong(f[i]);
            }
            return new Load(
                    (int) n[0], f[1], (int) n[2], (int) n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], n[11]);
        }

        double throughput() {
            return requests * 1e6 / micros;
        }

        /** Seconds of CPU time for 10,000 requests. The kernel counts in hundredths of a second. */
        double cpuPer10000() {
            return requests == 0 ? 0 : cpu / 100.0 * 10_000 / requests;
        }
    }

    private record Target(String what, OptionalDouble value, String range, boolean atLeast, double limit, String unit) {

        String row() {
            String verdict = value.isEmpty()
                    ? "not measured"
                    : (atLeast ? value.getAsDouble() >= limit : value.getAsDouble() <= limit) ? "met" : "**missed**";
            String measured = value.isEmpty() ? "–" : number(value.getAsDouble()) + unit + range;
            return "| %s | %s %s%s | %s | %s |\n"
                    .formatted(what, atLeast ? "≥" : "≤", number(limit), unit, measured, verdict);
        }
    }

    private final Path folder;
    private final Map<String, String> servers = new LinkedHashMap<>();
    private final List<Load> loads = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();

    private Report(Path folder) throws IOException {
        this.folder = folder;
        for (String[] row : rows("servers.tsv")) {
            servers.put(row[0], row[1]);
        }
        for (String line : Files.readAllLines(folder.resolve("load.tsv"))) {
            loads.add(Load.parse(line));
        }
    }

    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT); // for all numbers
        System.out.print(new Report(Path.of(args[0])).write());
    }

    private String write() throws IOException {
        out.append("# Results\n\n");
        out.append("Written by `bench/run.sh`; [README.md](README.md) says what is measured, and how to repeat it.\n\n");
        writeMachine();
        writeTargets();
        writeServers();
        writeTokens();
        return out.toString();
    }

    private void writeMachine() throws IOException {
        out.append("| | |\n|---|---|\n");
        for (String[] row : rows("machine.tsv")) {
            out.append("| %s | %s |\n".formatted(row[0], row[1]));
        }
        double others = Math.max(0, loads.stream().mapToLong(Load::others).sum()) / 100.0;
        double measured = loads.stream().mapToLong(Load::micros).sum() / 1e6;
        out.append("| CPU time of other processes during the measurements | %.2f s per second%s |\n\n"
                .formatted(others / measured, others / measured > 0.1 ? ": **this machine was not quiet**" : ""));
    }

    private void writeTargets() throws IOException {
        out.append("## Targets\n\n");
        out.append("Each ratio is taken within a round; the table shows the median of the rounds, the lowest and the highest.\n\n");
        out.append("| what | target | measured | |\n|---|---|---|---|\n");
        ToDoubleFunction<Load> throughput = Load::throughput;
        throughputTarget("step 8 ÷ bare Javalin and Jackson without auth", "step8", "bare", 0.85);
        throughputTarget("step 8 ÷ official Java SDK", "step8", "java-sdk", 1.95);
        throughputTarget("step 8 ÷ TypeScript SDK 2.x", "step8", "typescript-2", 12);
        add(ratio("step 8: 1,000 tokens in turn ÷ one", "step8", 1000, "step8", 1, throughput, true, 0.95));
        throughputTarget("step 8 ÷ step 4", "step8", "step4", 0.9);
        throughputTarget("step 4 ÷ bare", "step4", "bare", 0.95);
        add(ratio("p99 at 16 connections: step 8 ÷ bare", "step8", 1, "bare", 1, Load::p99, false, 1.5));
        add(new Target("step 8: resident memory after load, -Xmx64m", megabytes("step8"), "", false, 160, " MB"));
        long failed = loads.stream().filter(load -> load.server().equals("step8")).mapToLong(Load::failed).sum();
        OptionalDouble failures = servers.containsKey("step8") ? OptionalDouble.of(failed) : OptionalDouble.empty();
        add(new Target("step 8: failed requests", failures, "", false, 0, ""));
        OptionalDouble step8 = median(starts("step8"));
        OptionalDouble bare = median(starts("bare"));
        OptionalDouble start = step8.isPresent() && bare.isPresent()
                ? OptionalDouble.of(step8.getAsDouble() / bare.getAsDouble())
                : OptionalDouble.empty();
        add(new Target("start to first protected response: step 8 ÷ bare", start, "", false, 1.3, ""));
        OptionalDouble verify = Files.exists(folder.resolve("verify.tsv"))
                ? OptionalDouble.of(Double.parseDouble(rows("verify.tsv").get(0)[1]) / 60)
                : OptionalDouble.empty();
        add(new Target("`mvn verify`", verify, "", false, 3, " min"));
        out.append("\n");
    }

    private void writeServers() throws IOException {
        out.append("## 16 connections, one token\n\n");
        out.append("| server | requests/s (lowest–highest) | p50 | p99 | CPU s per 10,000 | memory | start | failed |\n");
        out.append("|---|--:|--:|--:|--:|--:|--:|--:|\n");
        for (String server : servers.keySet()) {
            List<Load> cell = cell(server, 16, 1);
            out.append("| %s | %s | %.2f ms | %.2f ms | %.2f | %.0f MB | %.0f ms | %d |\n"
                    .formatted(
                            servers.get(server),
                            spread(cell),
                            median(cell, Load::p50) / 1000,
                            median(cell, Load::p99) / 1000,
                            median(cell, Load::cpuPer10000),
                            megabytes(server).orElseThrow(),
                            median(starts(server)).orElseThrow(),
                            loads.stream().filter(load -> load.server().equals(server)).mapToLong(Load::failed).sum()));
        }
        out.append("\n");
    }

    private void writeTokens() {
        out.append("## One token and 1,000, 16 connections and 1\n\n");
        out.append("Requests per second; p50 and p99 in milliseconds.\n\n");
        out.append("| server | 16, 1,000 tokens | p50 | p99 | 1, one token | p50 | p99 | 1, 1,000 tokens | p50 | p99 |\n");
        out.append("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        for (String server : servers.keySet()) {
            out.append("| ").append(servers.get(server)).append(" |");
            for (List<Load> cell : List.of(cell(server, 16, 1000), cell(server, 1, 1), cell(server, 1, 1000))) {
                out.append(cell.isEmpty()
                        ? " – | – | – |"
                        : " %,.0f | %.2f | %.2f |"
                                .formatted(
                                        median(cell, Load::throughput),
                                        median(cell, Load::p50) / 1000,
                                        median(cell, Load::p99) / 1000));
            }
            out.append("\n");
        }
    }

    private void throughputTarget(String what, String server, String base, double limit) {
        add(ratio(what, server, 1, base, 1, Load::throughput, true, limit));
    }

    private void add(Target target) {
        out.append(target.row());
    }

    /** The median of the ratios of two servers, each within one round, at 16 connections. */
    private Target ratio(
            String what,
            String server,
            int tokens,
            String base,
            int baseTokens,
            ToDoubleFunction<Load> value,
            boolean atLeast,
            double limit) {
        List<Double> ratios = new ArrayList<>();
        for (Load above : cell(server, 16, tokens)) {
            for (Load below : cell(base, 16, baseTokens)) {
                if (above.round() == below.round()) {
                    ratios.add(value.applyAsDouble(above) / value.applyAsDouble(below));
                }
            }
        }
        String range = ratios.isEmpty()
                ? ""
                : " (%s–%s)"
                        .formatted(
                                number(ratios.stream().min(Double::compare).orElseThrow()),
                                number(ratios.stream().max(Double::compare).orElseThrow()));
        return new Target(what, median(ratios), range, atLeast, limit, "");
    }

    private List<Load> cell(String server, int connections, int tokens) {
        return loads.stream()
                .filter(load -> load.server().equals(server)
                        && load.connections() == connections
                        && load.tokens() == tokens)
                .toList();
    }

    private static String spread(List<Load> cell) {
        return "%,.0f (%,.0f–%,.0f)"
                .formatted(
                        median(cell, Load::throughput),
                        cell.stream().mapToDouble(Load::throughput).min().orElseThrow(),
                        cell.stream().mapToDouble(Load::throughput).max().orElseThrow());
    }

    private List<Double> starts(String server) throws IOException {
        return values("starts.tsv", server);
    }

    private OptionalDouble megabytes(String server) throws IOException {
        return median(values("memory.tsv", server).stream().map(kib -> kib * 1024 / 1e6).toList());
    }

    private List<Double> values(String file, String server) throws IOException {
        return rows(file).stream()
                .filter(row -> row[0].equals(server))
                .map(row -> Double.parseDouble(row[1]))
                .toList();
    }

    private List<String[]> rows(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream()
                .map(line -> line.split("\t", 2))
                .toList();
    }

    private static double median(List<Load> cell, ToDoubleFunction<Load> value) {
        return median(cell.stream().map(value::applyAsDouble).toList()).orElseThrow();
    }

    private static OptionalDouble median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }

    private static String number(double value) {
        String text = "%.2f".formatted(value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
