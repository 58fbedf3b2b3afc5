package io.tollgate.edge;

import java.util.List;
import java.util.Random;

/** Makes of valid input what attackers and broken programs make of it; the same from a seed. */
public final class Mutations {
    private static final String ODD =
            "\0\t\r\n ,;=\"%&+?#/\\.:@[]{}<>|^~`'\u007f\u0080\u00a0\u00e4\u2028\uff0e\ud800";
    private static final int LARGE = 70_000;

    private final Random random;
    private final List<String> valid;

    public Mutations(long seed, List<String> valid) {
        this.random = new Random(seed);
        this.valid = valid;
    }

    /** The next input: one in eight as it was, the others changed in one to four places. */
    public String next() {
        var text = new StringBuilder(valid.get(random.nextInt(valid.size())));
        if (random.nextInt(8) > 0) {
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                change(text);
            }
        }
        return text.toString();
    }

    /** One of several. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    private void change(StringBuilder text) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + 1 + random.nextInt(8));
        switch (random.nextInt(9)) {
            case 0 -> text.insert(at, odd());
            case 1 -> text.replace(at, end, String.valueOf(odd()));
            case 2 -> text.delete(at, end);
            case 3 -> text.setLength(at);
            case 4 -> text.insert(at, text.substring(at, end));
            case 5 -> text.insert(at, valid.get(random.nextInt(valid.size())));
            case 6 -> text.insert(at, "%" + Integer.toHexString(random.nextInt(256)));
            case 7 -> text.insert(at, (char) random.nextInt(0x10000));
            default -> text.insert(at, repeated());
        }
    }

    private String repeated() {
        // Large ones are rare, since they are what costs time.
        return String.valueOf(odd()).repeat(random.nextInt(20) == 0 ? LARGE : 20);
    }

    private char odd() {
        return ODD.charAt(random.nextInt(ODD.length()));
    }
}
