package io.tollgate.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    /** The test cases of RFC 7396, appendix A. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "{'a':'b'} ~ {'a':'c'} ~ {'a':'c'}",
                "{'a':'b'} ~ {'b':'c'} ~ {'a':'b','b':'c'}",
                "{'a':'b'} ~ {'a':null} ~ {}",
                "{'a':'b','b':'c'} ~ {'a':null} ~ {'b':'c'}",
                "{'a':['b']} ~ {'a':'c'} ~ {'a':'c'}",
                "{'a':'c'} ~ {'a':['b']} ~ {'a':['b']}",
                "{'a':{'b':'c'}} ~ {'a':{'b':'d','c':null}} ~ {'a':{'b':'d'}}",
                "{'a':[{'b':'c'}]} ~ {'a':[1]} ~ {'a':[1]}",
                "['a','b'] ~ ['c','d'] ~ ['c','d']",
                "{'a':'b'} ~ ['c'] ~ ['c']",
                "{'a':'foo'} ~ null ~ null",
                "{'a':'foo'} ~ 'bar' ~ 'bar'",
                "{'e':null} ~ {'a':1} ~ {'e':null,'a':1}",
                "[1,2] ~ {'a':'b','c':null} ~ {'a':'b'}",
                "{} ~ {'a':{'bb':{'ccc':null}}} ~ {'a':{'bb':{}}}"
            })
    void changesWhatThePatchHolds(String target, String patch, String result) {
        assertThat(MergePatch.apply(json(target), json(patch))).isEqualTo(json(result));
    }

    @Test
    void leavesItsArgumentsAsTheyAre() {
        JsonNode target = json("{'a':{'b':1}}");

        MergePatch.apply(target, json("{'a':{'b':2,'c':3}}"));

        assertThat(target).isEqualTo(json("{'a':{'b':1}}"));
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
