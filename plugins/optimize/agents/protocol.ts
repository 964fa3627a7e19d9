/** Limits on a single call. */
export interface CallLimits {
  /** US dollars that are left. */
  readonly usd: number;
}

/** Arguments and input for one start of an agent's program. */
export interface AgentCall {
  readonly args: readonly string[];
  /** Text for its standard input. */
  readonly stdin: string;
}

/** Relevant parts of the output of an agent's program. */
export interface AgentReply {
  /** Its last words: the answer. */
  readonly text: string;
  /** US dollars, as reported by the agent; null if it reports none. */
  readonly usd: number | null;
  /** Input and output tokens together, as reported by the agent; null if it reports none. */
  readonly tokens: number | null;
  /** Why it is no answer, in its own words; null: it is one. */
  readonly trouble: string | null;
}

/**
 * Non-interactive use of one agent's command line: arguments of a call, and parsing of its output.
 */
export interface AgentProtocol {
  readonly call: (prompt: string, limits: CallLimits) => AgentCall;
  /** null: what it printed is nothing that this program prints. */
  readonly read: (stdout: string) => AgentReply | null;
}
