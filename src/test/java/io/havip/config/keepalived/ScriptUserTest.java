package io.havip.config.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Source;
import org.junit.jupiter.api.Test;

class ScriptUserTest {
    private final Problems problems = new Problems();
    private final Place place = new Source("keepalived.conf", "script_user root").placeAt(12);

    @Test
    void rootBecomesAnybodyAndOthersStayThemselves() {
        assertThat(ScriptUser.of("nobody", "root", place, problems)).isEqualTo("nobody");
        assertThat(ScriptUser.of("havip", "havip", place, problems)).isEqualTo("havip");
        assertThat(problems.notices()).isEmpty();
        assertThat(ScriptUser.of("root", "havip", place, problems)).isEmpty();
        assertThat(problems.notices())
                .containsExactly("keepalived.conf:1:13: the agent is not root and can't become root: scripts run as its"
                        + " own user, havip; give that user the rights that they need");
    }
}
