package io.tollgate.benchmarks.speed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures an edge beside what people would use instead, and prints one table in Markdown. To be
 * run by {@code benchmarks/run}, which installs and builds what it needs.
 *
 * <pre>Speed [stage...]</pre>
 */
public final class Speed {
    /** A part of the whole that can be run by itself. */
    @FunctionalInterface
    private interface Stage {
        List<Line> run(Path directory) throws Exception;
    }

    private static final Map<String, Stage> STAGES = stages();

    private Speed() {}

    /** Measures and prints. */
    public static void main(String[] arguments) throws Exception {
        List<String> wanted =
                arguments.length == 0 ? List.copyOf(STAGES.keySet()) : List.of(arguments);
        if (!STAGES.keySet().containsAll(wanted)) {
            System.err.println("stages are " + String.join(", ", STAGES.keySet()));
            System.exit(64);
        }
        var lines = new ArrayList<Line>();
        for (String name : wanted) {
            Stage stage = STAGES.get(name);
            if (stage != null) {
                System.err.println("-- " + name);
                lines.addAll(stage.run(Files.createTempDirectory("tollgate-" + name)));
            }
        }
        System.out.println(Machine.text());
        System.out.println();
        System.out.println("| what | measured | asked for | holds |");
        System.out.println("|---|---|---|---|");
        lines.forEach(line -> System.out.println(line.markdown()));
        System.exit(0);
    }

    private static Map<String, Stage> stages() {
        var stages = new LinkedHashMap<String, Stage>();
        stages.put("verify", DoorStages::verify);
        stages.put("proxy", DoorStages::proxy);
        stages.put("verdict", _ -> VerdictStage.run());
        stages.put("keys", KeysStage::run);
        stages.put("flood", FloodStage::run);
        return stages;
    }
}
