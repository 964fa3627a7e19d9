/** Limits on a single call. */
export interface CallLimits {
  /** US dollars left. */
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
  /** Its final message: the answer. */
  readonly text: string;
  /** US dollars, as reported by the agent; null if it reports none. */
  readonly usd: number | null;
  /** Input and output tokens together, as reported by the agent; null if it reports none. */
  readonly tokens: number | null;
  /** The agent's own reason why it gave no answer; null if it gave one. */
  readonly trouble: string | null;
}

/** Non-interactive use of an agent's command line: call arguments and parsing of its output. */
export interface AgentProtocol {
  readonly call: (prompt: string, limits: CallLimits) => AgentCall;
  /** Parses the program's output; null if the format is not this program's. */
  readonly read: (stdout: string) => AgentReply | null;
}
