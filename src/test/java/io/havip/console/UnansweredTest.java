package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests in a row: no more of them are read before all that were read are answered. */
class UnansweredTest {
    private static final String HANDLER = "handler";

    private final EmbeddedChannel channel = new EmbeddedChannel();

    @Test
    void moreIsReadOnlyAfterTheLastAnswer() {
        request();
        request();
        assertThat(reads()).isFalse();

        answer();
        assertThat(reads()).isFalse();

        answer();
        assertThat(reads()).isTrue();
    }

    @Test
    void anAnswerThatHasNotLeftIsNone() {
        request();

        library().write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        library().write(LastHttpContent.EMPTY_LAST_CONTENT);
        assertThat(reads()).isFalse();

        library().flush();
        assertThat(reads()).isTrue();
    }

    @BeforeEach
    void count() {
        channel.pipeline().addLast(HANDLER, new ChannelInboundHandlerAdapter());
        Unanswered.count(channel, HANDLER);
    }

    private boolean reads() {
        return channel.config().isAutoRead();
    }

    /** Who answers. */
    private ChannelHandlerContext library() {
        return channel.pipeline().context(HANDLER);
    }

    private void answer() {
        library()
                .writeAndFlush(
                        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK),
                        library().voidPromise());
    }

    private void request() {
        channel.writeInbound(
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/metrics"),
                LastHttpContent.EMPTY_LAST_CONTENT);
    }
}
