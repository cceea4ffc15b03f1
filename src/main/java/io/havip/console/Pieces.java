package io.havip.console;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Hands deciphered bytes on piece by piece, and none while nothing is to be read: a record of TLS has 16 kB of them, which are nine
 * hundred requests, and comes as a whole however little is read of the connection. Used by the channel's thread alone.
 */
final class Pieces extends ChannelDuplexHandler {
    private final Deque<ByteBuf> held = new ArrayDeque<>();
    private boolean handingOn;
    private boolean wanted;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            held.add(bytes);
            handOn(context);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void read(ChannelHandlerContext context) {
        wanted = true;
        handOn(context);
    }

    /** Whoever gets a piece may ask for the next meanwhile: that one follows when he has done with this one. */
    private void handOn(ChannelHandlerContext context) {
        if (handingOn) {
            return;
        }
        handingOn = true;
        try {
            while (!held.isEmpty() && context.channel().config().isAutoRead()) {
                var first = held.getFirst();
                context.fireChannelRead(
                        first.readableBytes() > Unanswered.PIECE_BYTES
                                ? first.readRetainedSlice(Unanswered.PIECE_BYTES)
                                : held.removeFirst());
            }
        } finally {
            handingOn = false;
        }
        if (held.isEmpty() && wanted) {
            wanted = false;
            context.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        release();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        release();
    }

    private void release() {
        held.forEach(ByteBuf::release);
        held.clear();
    }
}
