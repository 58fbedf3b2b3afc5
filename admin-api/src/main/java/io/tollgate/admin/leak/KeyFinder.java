package io.tollgate.admin.leak;

import io.tollgate.schemas.credentials.KeyForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds keys by their form and checksum in bytes that arrive in pieces, wherever they stand. It
 * needs the same little memory for any length. Not thread-safe.
 */
public final class KeyFinder {
    /*
     * A word is a run of characters that keys are made of. A key may stand in the middle of a
     * longer word (KEY_tg_live_…), so every place in it is looked at where a brand begins. Of a
     * word that is too long to be kept, the end stays: as much as can still become a key.
     */
    private static final int LONGEST_WORD = 4_096;

    private final List<KeyForm> forms;
    private final Consumer<FoundKey> finds;
    private final int longestKey;
    private final StringBuilder word = new StringBuilder(LONGEST_WORD);
    private int looked;
    private long line = 1;

    /** Looks for keys of some forms and passes on each that it finds. */
    public KeyFinder(List<KeyForm> forms, Consumer<FoundKey> finds) {
        this.forms = List.copyOf(forms);
        this.finds = finds;
        this.longestKey = forms.stream().mapToInt(KeyForm::length).max().orElse(1);
    }

    /** The keys in a text, in the order in which they stand. */
    public static List<FoundKey> in(String text, List<KeyForm> forms) {
        var found = new ArrayList<FoundKey>();
        var finder = new KeyFinder(forms, found::add);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        finder.take(bytes, bytes.length);
        finder.end();
        return List.copyOf(found);
    }

    /** Takes the next bytes. */
    public void take(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            char c = (char) (bytes[i] & 0xff);
            if (isOfKeys(c)) {
                append(c);
            } else {
                end();
                line += c == '\n' ? 1 : 0;
            }
        }
    }

    /** Takes note that nothing follows. */
    public void end() {
        if (!word.isEmpty()) {
            look();
            word.setLength(0);
            looked = 0;
        }
    }

    private void append(char c) {
        word.append(c);
        if (word.length() == LONGEST_WORD) {
            look();
            word.delete(0, word.length() - longestKey + 1);
            looked = word.length();
        }
    }

    private void look() {
        for (KeyForm form : forms) {
            int length = form.length();
            String head = form.brand() + "_";
            int at = word.indexOf(head, Math.max(0, looked - length + 1));
            while (at >= 0 && at + length <= word.length()) {
                String candidate = word.substring(at, at + length);
                if (form.wellFormed(candidate)) {
                    finds.accept(new FoundKey(candidate, line));
                }
                at = word.indexOf(head, at + 1);
            }
        }
    }

    private static boolean isOfKeys(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '_';
    }
}
