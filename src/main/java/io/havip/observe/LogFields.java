package io.havip.observe;

import java.util.Map;
import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;

/**
 * A line of the log with fields of its own, in {@code mdc} where the log is JSON. Their values keep their types there: a duration
 * is a number, to be compared and added up, where the usual way makes texts of all.
 */
public final class LogFields extends ExtLogRecord {
    private static final long serialVersionUID = 1;

    private final transient Map<String, Object> fields;

    /** @param fields truth values, numbers and texts by name, in the order in which they are written */
    public LogFields(Level level, String message, Map<String, Object> fields) {
        super(level, message, FormatStyle.NO_FORMAT, LogFields.class.getName());
        this.fields = fields;
    }

    /** The values as they are: whoever writes JSON of them asks for their types. */
    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // see above
    public Map<String, String> getMdcCopy() {
        return (Map) fields;
    }
}
