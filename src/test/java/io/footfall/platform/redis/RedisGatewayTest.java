package io.footfall.platform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.platform.store.StoreUnavailableException;
import io.vertx.redis.client.impl.types.ErrorType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisGatewayTest {

    /** The error text of the client for a single call, and for the first call of a batch. */
    @ParameterizedTest
    @ValueSource(strings = {"CONNECTION_CLOSED", "ERR [0] CONNECTION_CLOSED"})
    void aConnectionThatEndedIsNoAnswer(String text) {
        assertThat(RedisGateway.translated(ErrorType.create(text))).isInstanceOf(StoreUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "NOAUTH Authentication required., password_missing",
        "ERR Protocol error: unauthenticated multibulk length, password_missing",
        "ERR Protocol error: unauthenticated bulk length, password_missing",
        "WRONGPASS invalid username-password pair or user is disabled., wrong_password",
        "NOPERM this user has no permissions to run the 'hincrby' command, right_missing",
        "ERR The user executing the script can't run this command or subcommand script: on @user_script:1., right_missing",
        "ERR unknown command 'EVALSHA', unknown_command",
        "ERR Unknown Redis command called from script script: on @user_script:1., unknown_command",
        "ERR Invalid command passed to redis.acl_check_cmd() script: on @user_script:1., unknown_command"
    })
    void aRefusalIsKnownByItsText(String text, String code) {
        assertThat(RedisGateway.translated(ErrorType.create(text)))
                .isInstanceOfSatisfying(StoreUnavailableException.class, failure -> assertThat(failure.refusal())
                        .hasValueSatisfying(
                                refusal -> assertThat(refusal.code()).isEqualTo(code)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERR [0] value is not an integer", "WRONGTYPE Operation against a key"})
    void anErrorIsAnAnswer(String text) {
        assertThat(RedisGateway.translated(ErrorType.create(text))).isInstanceOf(ErrorType.class);
    }
}
