/** What a call may take. */
export interface CallLimits {
  /** US dollars that are left. */
  readonly usd: number;
}

/** How an agent's program is called. */
export interface AgentCall {
  readonly args: readonly string[];
  /** What it reads on its standard input. */
  readonly stdin: string;
}

/** What an agent's program printed, as far as it counts. */
export interface AgentReply {
  /** Its last words: the answer. */
  readonly text: string;
  /** US dollars, as it tells them; null: it does not. */
  readonly usd: number | null;
  /** In and out, as it tells them; null: it does not. */
  readonly tokens: number | null;
  /** Why it is no answer, in its own words; null: it is one. */
  readonly trouble: string | null;
}

/** How one agent's command line is spoken with when nobody sits before it. */
export interface AgentProtocol {
  readonly call: (prompt: string, limits: CallLimits) => AgentCall;
  /** null: what it printed is nothing that this program prints. */
  readonly read: (stdout: string) => AgentReply | null;
}
