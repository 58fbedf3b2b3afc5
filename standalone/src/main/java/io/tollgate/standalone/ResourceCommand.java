package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be done with a kind of what operators keep: list, show, create, change, delete. */
@Command(mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class ResourceCommand implements Runnable {
    private static final String BODY =
            "JSON, as the admin API takes it; - reads it from standard input";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /** The commands of a kind that is written as JSON and replaced as a whole. */
    static CommandLine of(Resource resource) {
        var line = new CommandLine(new ResourceCommand());
        add(line, "list", new Listing(resource), "Lists %s.", resource.plural());
        add(line, "show", new Show(resource), "Shows one %s.", resource.one());
        add(line, "create", new Create(resource), "Creates one %s.", resource.one());
        add(line, "change", new Change(resource, "PUT"), "Replaces one %s.", resource.one());
        add(line, "delete", new Delete(resource), "Deletes one %s.", resource.one());
        describe(line, "Lists, shows and changes %s.", resource.plural());
        return line;
    }

    /** The commands of keys. */
    static CommandLine ofKeys() {
        Resource keys = Resource.KEYS;
        var line = new CommandLine(new ResourceCommand());
        line.addSubcommand("list", new KeyListCommand());
        add(line, "show", new Show(keys), "Shows one %s.", keys.one());
        line.addSubcommand("create", new KeyCreateCommand());
        add(
                line,
                "change",
                new Change(keys, "PATCH"),
                "Changes those members of a %s that the file has; null takes one away.",
                keys.one());
        line.addSubcommand("explain", new KeyExplainCommand());
        line.addSubcommand("rotate", new KeyRotateCommand());
        line.addSubcommand("finish", new KeyFinishCommand());
        add(line, "delete", new Delete(keys), "Deletes a %s, which ends its use.", keys.one());
        line.addSubcommand("import", new KeyImportCommand());
        line.addSubcommand("claims", ofClaims());
        describe(line, "Finds, creates, changes, rotates and imports %s.", keys.plural());
        return line;
    }

    /** The commands of operators. */
    static CommandLine ofOperators() {
        Resource operators = Resource.OPERATORS;
        var line = new CommandLine(new ResourceCommand());
        add(line, "list", new Listing(operators), "Lists %s.", operators.plural());
        add(line, "show", new Show(operators), "Shows an %s.", operators.one());
        line.addSubcommand("create", new OperatorCreateCommand());
        line.addSubcommand("change", new OperatorChangeCommand());
        line.addSubcommand("token", new OperatorTokenCommand());
        add(line, "delete", new Delete(operators), "Deletes an %s.", operators.one());
        line.addSubcommand("me", new OperatorMeCommand());
        line.addSubcommand("break-glass", new BreakGlassCommand());
        describe(line, "Who may use the admin API: lists and changes %s.", operators.plural());
        return line;
    }

    /** The commands of links that owners fetch keys by; {@code keys create --claim} makes them. */
    private static CommandLine ofClaims() {
        Resource claims = Resource.CLAIMS;
        var line = new CommandLine(new ResourceCommand());
        add(line, "list", new Listing(claims), "Lists %s.", claims.plural());
        add(line, "show", new Show(claims), "Shows what became of a %s.", claims.one());
        add(line, "withdraw", new Delete(claims), "Withdraws an unused %s.", claims.one());
        describe(line, "Lists and withdraws links that owners fetch keys by: %s.", claims.plural());
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Say what to do, such as: %s list".formatted(spec.qualifiedName()));
    }

    private static void add(
            CommandLine line, String name, ApiCommand command, String description, String noun) {
        var added = new CommandLine(command);
        describe(added, description, noun);
        line.addSubcommand(name, added);
    }

    private static void describe(CommandLine line, String description, String noun) {
        line.getCommandSpec().usageMessage().description(description.formatted(noun));
    }

    /** Lists all of them. */
    private static final class Listing extends ApiCommand {
        private final Resource resource;
        @Mixin private final ListOptions list = new ListOptions();

        Listing(Resource resource) {
            this.resource = resource;
        }

        @Override
        int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
            list.print(client, resource, Map.of(), out);
            return ok();
        }
    }

    /** Shows one of them. */
    private static final class Show extends ApiCommand {
        private final Resource resource;
        @Mixin private final JsonOption form = new JsonOption();

        @Parameters(paramLabel = "ID")
        @SuppressWarnings("NullAway.Init") // it must be given
        private String id;

        Show(Resource resource) {
            this.resource = resource;
        }

        @Override
        int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
            form.print(client.get(resource.path(id)), out, JsonText::lines);
            return ok();
        }
    }

    /** Creates one of them. */
    private static final class Create extends ApiCommand {
        private final Resource resource;
        @Mixin private final JsonOption form = new JsonOption();

        @Parameters(paramLabel = "FILE", description = BODY)
        @SuppressWarnings("NullAway.Init") // it must be given
        private Path file;

        Create(Resource resource) {
            this.resource = resource;
        }

        @Override
        int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
            String body = InputFile.text(file);
            form.print(client.send("POST", resource.path(), body), out, JsonText::lines);
            return ok();
        }
    }

    /** Changes one of them: replaces it, or those of its members that are given. */
    private static final class Change extends ApiCommand {
        private final Resource resource;
        private final String method;
        @Mixin private final JsonOption form = new JsonOption();

        @Parameters(index = "0", paramLabel = "ID")
        @SuppressWarnings("NullAway.Init") // it must be given
        private String id;

        @Parameters(index = "1", paramLabel = "FILE", description = BODY)
        @SuppressWarnings("NullAway.Init") // it must be given
        private Path file;

        Change(Resource resource, String method) {
            this.resource = resource;
            this.method = method;
        }

        @Override
        int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
            String body = InputFile.text(file);
            form.print(client.send(method, resource.path(id), body), out, JsonText::lines);
            return ok();
        }
    }

    /** Deletes one of them. */
    private static final class Delete extends ApiCommand {
        private final Resource resource;

        @Parameters(paramLabel = "ID")
        @SuppressWarnings("NullAway.Init") // it must be given
        private String id;

        Delete(Resource resource) {
            this.resource = resource;
        }

        @Override
        int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
            client.send("DELETE", resource.path(id), "");
            return ok();
        }
    }
}
