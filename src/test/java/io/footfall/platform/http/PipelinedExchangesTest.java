package io.footfall.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PipelinedExchangesTest {

    private final Exchanges exchanges = new Exchanges();

    private void request() {
        exchanges.requestBegins();
        exchanges.requestEnds();
    }

    private void answer() {
        exchanges.answerBegins();
        exchanges.answerEnds();
    }

    @Test
    void anAnswerMayLeaveBeforeItsBodyIsThere() {
        exchanges.requestBegins();
        assertThat(exchanges.isTurnOfOpenRequest()).isTrue();

        exchanges.answerBegins();
        assertThat(exchanges.isAnsweringOpenRequest()).isTrue();
        assertThat(exchanges.isTurnOfOpenRequest()).isFalse();
        assertThat(exchanges.isUnreadBodyAnswered()).isFalse();

        exchanges.answerEnds();
        assertThat(exchanges.isUnreadBodyAnswered()).isTrue();

        exchanges.requestEnds();
        assertThat(exchanges.isUnreadBodyAnswered()).isFalse();
        assertThat(exchanges.outstanding()).isZero();
    }

    @Test
    void anAnswerToAnEarlierRequestIsNotThatOfTheOpenOne() {
        request();
        exchanges.requestBegins();

        exchanges.answerBegins();
        assertThat(exchanges.isAnsweringOpenRequest()).isFalse();
        assertThat(exchanges.isTurnOfOpenRequest()).isFalse();

        exchanges.answerEnds();
        assertThat(exchanges.isTurnOfOpenRequest()).isTrue();
        assertThat(exchanges.outstanding()).isEqualTo(1);
    }

    @Test
    void whatIsNoRequestIsAnsweredAfterThoseBeforeIt() {
        request();
        request();
        assertThat(exchanges.isTurnOfNextRequest()).isFalse();

        answer();
        assertThat(exchanges.isTurnOfNextRequest()).isFalse();

        answer();
        assertThat(exchanges.isTurnOfNextRequest()).isTrue();
    }
}
