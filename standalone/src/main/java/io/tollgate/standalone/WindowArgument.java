package io.tollgate.standalone;

import io.tollgate.schemas.UsageWindow;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the length of usage windows. */
final class WindowArgument implements ITypeConverter<UsageWindow> {
    @Override
    public UsageWindow convert(String text) {
        return switch (text) {
            case "minute" -> UsageWindow.MINUTE;
            case "hour" -> UsageWindow.HOUR;
            case "day" -> UsageWindow.DAY;
            default ->
                    throw new TypeConversionException(
                            "'" + text + "' is not one of minute, hour, day");
        };
    }
}
