package io.tollgate.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.admin.leak.FoundKey;
import io.tollgate.admin.security.Minting;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.standalone.LeakScan.Finding;
import io.tollgate.standalone.LeakScan.Skipped;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Finds our keys in files, by their form and checksum. */
@Command(
        name = "scan",
        description = {
            "Finds keys and operators' tokens in files, by their form and checksum; asks nobody.",
            "Prints where each is and what its record shows of it, never the key itself."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:none found", "1:found some", "2:wrong usage"})
final class LeaksScanCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final int FOUND = 1;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "files, directories with all that is in them, - for standard input")
    @SuppressWarnings("NullAway.Init") // it is required
    private List<String> paths;

    @Option(
            names = "--brand",
            paramLabel = "TEXT",
            defaultValue = "${env:TOLLGATE_ADMIN_BRAND:-tg}",
            description = "what keys begin with (default: $$TOLLGATE_ADMIN_BRAND, else tg)")
    private String brand = KeyForm.DEFAULT.brand();

    @Option(
            names = "--largest",
            paramLabel = "BYTES",
            description = "passes over larger files (default: ${DEFAULT-VALUE})")
    private long largestBytes = 256L << 20;

    @Option(names = "--json", description = "prints all in one JSON object")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private final List<Finding> found = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();

    @Override
    public Integer call() throws JsonProcessingException {
        checkPaths();
        var scan = new LeakScan(forms(), largestBytes, this::find, skipped::add);
        for (String path : paths) {
            if (path.equals(STANDARD_INPUT)) {
                scan.scan("standard input", System.in);
            } else {
                scan.scan(Path.of(path));
            }
        }
        if (json) {
            printJson(scan.files());
        } else {
            printSummary(scan.files());
        }
        return found.isEmpty() ? ExitCode.OK : FOUND;
    }

    private void checkPaths() {
        for (String path : paths) {
            if (!path.equals(STANDARD_INPUT)
                    && !Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS)) {
                throw new ParameterException(spec.commandLine(), "there is no " + path);
            }
        }
    }

    private List<KeyForm> forms() {
        try {
            return List.of(new KeyForm(brand), Minting.TOKEN_FORM);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--brand: " + e.getMessage());
        }
    }

    private void find(Finding finding) {
        found.add(finding);
        if (!json) {
            FoundKey key = finding.key();
            out().printf(
                            "%s:%s: %s %s%n",
                            finding.path(),
                            key.line() == 0 ? "its name" : String.valueOf(key.line()),
                            kind(key),
                            key.masked());
            out().flush();
        }
    }

    private void printSummary(long files) {
        PrintWriter err = spec.commandLine().getErr();
        long binary = skipped.stream().filter(one -> one.why().equals(LeakScan.BINARY)).count();
        skipped.stream()
                .filter(one -> !one.why().equals(LeakScan.BINARY))
                .forEach(one -> err.printf("passed over %s: %s%n", one.path(), one.why()));
        if (binary > 0) {
            err.printf("passed over %d binary files (--json names them)%n", binary);
        }
        err.printf("%d found in %d files%n", found.size(), files);
        if (!found.isEmpty()) {
            err.println(
                    "GET /v1/keys?prefix=…&lastFour=… finds a key's id; ./tollgate revoke --key ID ends it.");
        }
        err.flush();
    }

    private void printJson(long files) throws JsonProcessingException {
        var all = new LinkedHashMap<String, Object>();
        all.put("files", files);
        all.put("found", found.stream().map(LeaksScanCommand::shown).toList());
        all.put("skipped", skipped);
        out().println(new ObjectMapper().writeValueAsString(all));
        out().flush();
    }

    private static Map<String, Object> shown(Finding finding) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("path", finding.path());
        shown.put("line", finding.key().line());
        shown.put("kind", kind(finding.key()));
        shown.put("prefix", finding.key().prefix());
        shown.put("lastFour", finding.key().lastFour());
        return shown;
    }

    private static String kind(FoundKey key) {
        return Minting.TOKEN_FORM.claims(key.secret()) ? "operator's token" : "key";
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
