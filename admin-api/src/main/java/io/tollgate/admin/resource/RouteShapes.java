package io.tollgate.admin.resource;

import io.tollgate.admin.http.Shape;
import java.util.regex.Pattern;

/** What the scalar members of routes and keys must look like. */
final class RouteShapes {
    static final Shape<String> SCOPE =
            Shape.matching(
                    Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}"),
                    "must be 1 to 64 letters, digits, . _ : / and -");
    static final Shape<String> METHOD =
            Shape.matching(Pattern.compile("[A-Z]{1,20}"), "must be an HTTP method in upper case");
    static final Shape<String> HOST =
            Shape.matching(
                    Pattern.compile(
                            "(\\*\\.)?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
                                    + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"),
                    "must be a host name in lower case without a port, such as api.example.com or"
                            + " *.example.com");
    static final Shape<String> PATH = Shape.text(PathPattern.RULE, PathPattern::isValid);
    static final Shape<String> UPSTREAM =
            Shape.text(UpstreamAddress.RULE, UpstreamAddress::isValid);
    static final Shape<String> PREFIX =
            Shape.text(
                    "must be a path of literal segments, such as /api",
                    text -> text.length() > 1 && !text.contains("*") && PathPattern.isValid(text));
    static final Shape<String> PARAMETER =
            Shape.matching(
                    Pattern.compile("[A-Za-z0-9_.-]{1,64}"),
                    "must be the name of a query parameter: 1 to 64 letters, digits, _ . and -");
    static final Shape<String> ORIGIN =
            Shape.matching(
                    Pattern.compile("\\*|https?://[a-z0-9.-]+(:[0-9]{1,5})?"),
                    "must be an origin such as https://app.example.com, or *");
    static final Shape<String> HEADER =
            Shape.matching(Pattern.compile("[A-Za-z0-9-]{1,100}"), "must be the name of a header");

    private RouteShapes() {}
}
