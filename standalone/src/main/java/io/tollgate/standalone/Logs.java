package io.tollgate.standalone;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the log goes when the terminal is for people. */
final class Logs {
    private Logs() {}

    /** Sends the log to a file instead of the terminal. */
    static void into(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        var console = (ConsoleAppender<ILoggingEvent>) root.getAppender("console");
        var layout = new PatternLayoutEncoder();
        layout.setContext(context);
        layout.setPattern(((PatternLayoutEncoder) console.getEncoder()).getPattern());
        layout.start();
        var appender = new FileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(file.toString());
        appender.setEncoder(layout);
        appender.start();
        root.addAppender(appender);
        root.detachAppender(console);
    }
}
