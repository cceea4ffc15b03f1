package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A whole record of TLS, of which no more is handed on than somebody wants to read. */
class PiecesTest {
    private static final int RECORD_BYTES = 16_384;

    private final List<ByteBuf> taken = new ArrayList<>();

    private static ByteBuf record() {
        var bytes = new byte[RECORD_BYTES];
        IntStream.range(0, RECORD_BYTES).forEach(i -> bytes[i] = (byte) (i / 7));
        return Unpooled.wrappedBuffer(bytes);
    }

    /** Takes pieces, and wants no more after so many of them until it is told to. */
    private EmbeddedChannel channel(int atOnce) {
        return new EmbeddedChannel(new Pieces(), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                taken.add((ByteBuf) message);
                if (taken.size() % atOnce == 0) {
                    context.channel().config().setAutoRead(false);
                }
            }
        });
    }

    @Test
    void whoStopsReadingGetsNoMore() {
        var channel = channel(1);

        channel.writeInbound(record());
        assertThat(taken).hasSize(1);
        for (int pieces = 2; pieces <= RECORD_BYTES / Unanswered.PIECE_BYTES; pieces++) {
            channel.config().setAutoRead(true);
            assertThat(taken).hasSize(pieces);
        }
        channel.config().setAutoRead(true);

        assertThat(taken).allSatisfy(piece -> assertThat(piece.readableBytes()).isEqualTo(Unanswered.PIECE_BYTES));
        assertThat(Unpooled.wrappedBuffer(taken.toArray(ByteBuf[]::new))).isEqualTo(record());
    }

    @Test
    void whoWantsMoreMeanwhileGetsItInOrder() {
        var channel = new EmbeddedChannel(new Pieces(), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                context.channel().config().setAutoRead(false);
                context.channel().config().setAutoRead(true);
                taken.add((ByteBuf) message);
            }
        });

        channel.writeInbound(record(), record());

        assertThat(Unpooled.wrappedBuffer(taken.toArray(ByteBuf[]::new)))
                .isEqualTo(Unpooled.wrappedBuffer(record(), record()));
    }

    @Test
    void whatNobodyWantsAnyMoreIsGivenBack() {
        var channel = channel(3);
        var record = record();

        channel.writeInbound(record);
        channel.close();
        taken.forEach(ByteBuf::release);

        assertThat(taken).hasSize(3);
        assertThat(record.refCnt()).isZero();
    }
}
