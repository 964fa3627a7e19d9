/** One task of a team, as its report shows it. */
export interface TeamReportTask {
  readonly id: string;
  readonly role: string;
  /** `main`, a branch, or a pipeline: see {@link TeamReportLane}. */
  readonly lane: string;
  readonly state: 'completed' | 'in_progress' | 'pending' | 'failed' | 'superseded';
  /** Tasks that had to be completed before it. */
  readonly needs: readonly string[];
  /** What it left, relative to the session folder; null: nothing yet. */
  readonly artefact: string | null;
  /** What a benchmark or a review came to: `FAIL`; null: it is none, or has not ended. */
  readonly verdict: string | null;
  /** Why it failed; null: it did not. */
  readonly reason: string | null;
}

/** A change of one metric in percent of the base, with its interval where one was measured. */
export interface TeamReportGain {
  /** null: the session has one scenario, and does not say which. */
  readonly scenario: string | null;
  readonly metric: string;
  readonly percent: number;
  readonly interval: readonly [low: number, high: number] | null;
}

/** What was improved by itself, and what came of it. */
export interface TeamReportLane {
  readonly id: string;
  /** The improvement of a branch, the target of a pipeline, or what was asked for. */
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'escalated' | 'working';
  readonly bench: 'PASS' | 'WARN' | 'FAIL' | null;
  readonly review: 'APPROVE' | 'REVISE' | 'REJECT' | null;
  readonly fixCycles: number;
  /** As it was measured; null: nothing can be said. */
  readonly improvement: string | null;
  /** The same in numbers, for pictures; empty where the text has none. */
  readonly gains: readonly TeamReportGain[];
  /** What it is made of: the gain of each change alone, and its lines; then what was taken out, and why. */
  readonly changes: readonly string[];
  /** Why it failed, or what is left of an escalated one; null: nothing is. */
  readonly reason: string | null;
}

/** A decision of a session, and whose it was. */
export interface TeamReportDecision {
  readonly id: string;
  readonly choice: string;
  readonly by: 'person' | 'yes' | 'timeout' | 'coordinator';
  /** What the coordinator did, where it is its own. */
  readonly text: string | null;
}

/** What a discussion came to: the list at the head of its file. */
export interface TeamReportDiscussion {
  readonly path: string;
  readonly topic: string;
  readonly points: readonly string[];
}

/** What passing branches came to together, as it was measured. */
export interface TeamReportTogether {
  /** What is in it, and whether gains add. */
  readonly sentence: string;
  readonly gains: readonly TeamReportGain[];
  /** What had to be left out, and why. */
  readonly leftOut: readonly string[];
}

/** A team's session as people read it once it is over, or while it is under way (TPC-14). */
export interface TeamReport {
  readonly session: string;
  readonly team: string;
  readonly requirement: string;
  /** As it was asked for. */
  readonly askedMode: string;
  /** null: the plan has not settled it. */
  readonly mode: string | null;
  readonly status: 'active' | 'paused' | 'completed';
  /** `working`: there are tasks that have not ended. */
  readonly outcome: 'complete' | 'partial' | 'failed' | 'working';
  readonly baseCommit: string | null;
  /** ISO 8601 in UTC. */
  readonly beganAt: string;
  /** From its beginning to its last event. */
  readonly durationMs: number;
  readonly counts: {
    readonly tasks: number;
    readonly completed: number;
    readonly failed: number;
    /** Neither: pending, or being worked on. */
    readonly open: number;
    readonly fixCycles: number;
  };
  readonly tasks: readonly TeamReportTask[];
  readonly lanes: readonly TeamReportLane[];
  readonly together: TeamReportTogether | null;
  /** Of the plan, beyond the number of branches: `OPT-006 (P3): title`. */
  readonly deferred: readonly string[];
  readonly decisions: readonly TeamReportDecision[];
  readonly notes: readonly string[];
  readonly discussions: readonly TeamReportDiscussion[];
  /** Files of the session that exist, relative to its folder. */
  readonly deliverables: readonly string[];
}
