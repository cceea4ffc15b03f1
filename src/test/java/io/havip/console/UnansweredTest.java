package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

/** Requests in a row: no more of them are read before all that were read are answered. */
class UnansweredTest {
    private static final String HANDLER = "handler";

    private final EmbeddedChannel channel = new EmbeddedChannel();

    @Test
    void moreIsReadOnlyAfterTheLastAnswer() {
        channel.pipeline().addLast(HANDLER, new ChannelInboundHandlerAdapter());
        var unanswered = Unanswered.of(channel, HANDLER);
        request();
        request();
        channel.config().setAutoRead(false);

        unanswered.answered(channel);
        assertThat(channel.config().isAutoRead()).isFalse();

        unanswered.answered(channel);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    private void request() {
        channel.writeInbound(
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/metrics"),
                LastHttpContent.EMPTY_LAST_CONTENT);
    }
}
