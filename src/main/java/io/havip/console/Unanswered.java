package io.havip.console;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.http.HttpRequest;

/**
 * The requests of one connection that have been read and not yet answered. Whoever sends many in a row has a few of them read at
 * once; the library keeps them in the heap, and without this more of them with every answer. Used by the channel's thread alone.
 */
final class Unanswered extends ChannelInboundHandlerAdapter {
    /** Read at once: some hundred requests at most. A longer one is read piece by piece. */
    private static final int PIECE_BYTES = 2_048;

    private int requests;

    /** Counts from now on what comes before the handler of this name. */
    static Unanswered of(Channel channel, String handler) {
        var unanswered = new Unanswered();
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(PIECE_BYTES));
        channel.pipeline().addBefore(handler, Unanswered.class.getName(), unanswered);
        return unanswered;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            requests++;
        }
        context.fireChannelRead(message);
    }

    /** One of them is: more is read only after the last. */
    void answered(Channel channel) {
        requests--;
        if (requests == 0) {
            channel.config().setAutoRead(true);
        }
    }
}
