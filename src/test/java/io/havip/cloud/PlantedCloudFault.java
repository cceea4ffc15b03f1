package io.havip.cloud;

/** A wrong version of {@link Reconciliation}'s code, or of what it stands on: in one place something else is written. */
public enum PlantedCloudFault {
    ROLE_NOT_ASKED_FOR("Reconciliation", "if (!confirmed) {", "if (false) {"),
    CALL_RUNS_ON("Reconciliation", "yielded(long nowNanos) {\n        cancel();", "yielded(long nowNanos) {"),
    NOT_READ_AGAIN(
            "Reconciliation",
            "troubles.clear();\n        await(new Step.Reading(0), nowNanos + pauses.verify());",
            "troubles.clear();\n        await(new Step.Reading(0), NEVER);"),
    ANSWER_BELIEVED(
            "Reconciliation",
            "            role.change.asked = 0;\n        }\n        callRead(nowNanos);",
            "            role.change.asked = 0;\n        }\n        await(new Step.Reading(0), NEVER);"),
    LOST_ANSWER_TAKEN_FOR_A_CHANGE("Reconciliation", "nowNanos + UNKNOWN_NANOS", "NEVER"),
    CHANGES_NOT_COUNTED("Reconciliation", "        allowance.spend(nowNanos);\n", ""),
    UNCLEAR_CHANGES_NOT_COUNTED("Reconciliation", "failure.mayHaveHappened()", "failure.kind() == Kind.UNKNOWN"),
    REFUSED_CHANGES_COUNTED("Allowance", "Math.min(atOnce, left + 1)", "left"),
    ALLOWED_AGAIN_TOO_SOON(
            "Allowance", "return left;\n    }\n\n    void spend", "return atOnce;\n    }\n\n    void spend"),
    NOT_ANNOUNCED_AGAIN("Reconciliation", "            effects.add(new CloudEffect.AnnounceAgain());\n", ""),
    NOT_LOOKED_FOR_AS_LONG_AS_IS_ASKED(
            "Pauses",
            "return Math.min(afterFailure(failure, failures), LOOKING_NANOS",
            "return Math.max(afterFailure(failure, failures), LOOKING_NANOS"),
    ASKED_WITHOUT_A_PAUSE("Pauses", "return Math.max(nanos, asked(failure));", "return 0;");

    private final String file;
    private final String right;
    private final String wrong;

    PlantedCloudFault(String file, String right, String wrong) {
        this.file = file;
        this.right = right;
        this.wrong = wrong;
    }

    String file() {
        return "io/havip/cloud/" + file + ".java";
    }

    String plant(String source) {
        if (source.indexOf(right) < 0 || source.indexOf(right) != source.lastIndexOf(right)) {
            throw new IllegalArgumentException(this + ": not once in " + file);
        }
        return source.replace(right, wrong);
    }
}
