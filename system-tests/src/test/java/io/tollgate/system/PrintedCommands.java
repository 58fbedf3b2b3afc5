package io.tollgate.system;

import java.util.ArrayList;
import java.util.List;

/** The commands in a text for people: indented, each below a comment, over one line or several. */
final class PrintedCommands {
    private static final String INDENT = "  ";

    private PrintedCommands() {}

    /** The commands as someone copies them. */
    static List<String> in(String text) {
        var commands = new ArrayList<String>();
        var command = new StringBuilder();
        boolean begun = false;
        for (String line : text.lines().toList()) {
            if (line.startsWith(INDENT + "curl ") || line.startsWith(INDENT + "for ")) {
                begun = true;
            }
            if (begun && line.isBlank()) {
                commands.add(command.toString());
                command.setLength(0);
                begun = false;
            } else if (begun) {
                command.append(line.substring(INDENT.length())).append('\n');
            }
        }
        return commands;
    }
}
