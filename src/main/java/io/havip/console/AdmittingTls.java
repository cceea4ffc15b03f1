package io.havip.console;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * The JDK's TLS, but connections are admitted before the handshake: the library tells of one only after that, and a stranger who
 * never ends it has one, too. What is deciphered is handed on in {@link Pieces}.
 */
final class AdmittingTls extends JdkSSLEngineOptions {
    private final Predicate<Channel> admission;

    /** @param admission called once for each connection, by its thread; where it says no, that is closed */
    AdmittingTls(Predicate<Channel> admission) {
        this.admission = admission;
    }

    @Override
    public JdkSSLEngineOptions copy() {
        return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(SslProvider.JDK, false) {
            @Override
            public SslContext create() throws SSLException {
                return new Context(super.create());
            }
        };
    }

    private final class Context extends DelegatingSslContext {
        private Context(SslContext jdk) {
            super(jdk);
        }

        @Override
        protected void initEngine(SSLEngine engine) {}

        @Override
        protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls, Executor executor) {
            return new Handler(newEngine(allocator), startTls, executor);
        }

        @Override
        protected SslHandler newHandler(
                ByteBufAllocator allocator, String host, int port, boolean startTls, Executor executor) {
            return new Handler(newEngine(allocator, host, port), startTls, executor);
        }
    }

    private final class Handler extends SslHandler {
        private Handler(SSLEngine engine, boolean startTls, Executor executor) {
            super(engine, startTls, executor);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) throws Exception {
            super.handlerAdded(context);
            if (admission.test(context.channel())) {
                context.pipeline().addAfter(context.name(), Pieces.class.getName(), new Pieces());
            } else {
                context.close();
            }
        }
    }
}
