package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private final Mailbox mailbox = new Mailbox(() -> {});

    @Test
    void whoeverHasReadEnoughFindsTheRestLater() {
        var read = new ArrayList<Mail>();
        List<Mail> all = List.of(new Mail.TrackerEnded("one"), new Mail.TrackerEnded("two"), new Mail.Stop());
        all.forEach(mailbox::put);

        mailbox.drain(read::add, () -> read.size() < 2);
        assertThat(read).isEqualTo(all.subList(0, 2));
        assertThat(mailbox.isEmpty()).isFalse();

        mailbox.drain(read::add, () -> false);
        assertThat(read).isEqualTo(all);
        assertThat(mailbox.isEmpty()).isTrue();
    }
}
