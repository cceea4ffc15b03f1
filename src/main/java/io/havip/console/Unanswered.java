package io.havip.console;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * The requests of one connection that have been read, and whose answers have not left. Until all of these have, nothing more is
 * read: what a client sends meanwhile stays in the kernel, then at the client. Whoever sends many in a row has a few of them read
 * at once; the library keeps them in the heap, and without this more of them with every answer. It sees every request, also those
 * that the library answers by itself. Used by the channel's thread alone.
 */
final class Unanswered extends ChannelDuplexHandler {
    /** Read at once: some fifty requests at most. A longer one is read piece by piece. */
    static final int PIECE_BYTES = 1_024;

    private int requests;

    /** Counts from now on what comes before the handler of this name. */
    static void count(Channel channel, String handler) {
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(PIECE_BYTES));
        channel.pipeline().addBefore(handler, Unanswered.class.getName(), new Unanswered());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            requests++;
            context.channel().config().setAutoRead(false);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent) {
            context.write(message, promise.unvoid()).addListener(_ -> answered(context.channel()));
        } else {
            context.write(message, promise);
        }
    }

    private void answered(Channel channel) {
        requests--;
        if (requests == 0) {
            channel.config().setAutoRead(true);
        }
    }
}
