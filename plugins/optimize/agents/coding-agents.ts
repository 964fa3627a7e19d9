/** Command line of a coding agent that can propose changes, according to its documentation. */
export interface CodingAgent {
  /** As people call it. */
  readonly title: string;
  /** Name of its executable on PATH. */
  readonly program: string;
  /** Link to its documentation. */
  readonly page: string;
  /** Environment variables with its API key; no others that may hold a secret are passed to it. */
  readonly keys: readonly string[];
  /** True if it reports the cost of a call; otherwise the cost limit cannot be enforced. */
  readonly tellsCost: boolean;
}

/** By the word that `--agent` takes. */
export const CODING_AGENTS = {
  claude: {
    title: 'Claude Code',
    program: 'claude',
    page: 'https://github.com/anthropics/claude-code',
    keys: ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'],
    tellsCost: true,
  },
  codex: {
    title: 'Codex CLI',
    program: 'codex',
    page: 'https://github.com/openai/codex',
    keys: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
    tellsCost: false,
  },
  gemini: {
    title: 'Gemini CLI',
    program: 'gemini',
    page: 'https://github.com/google-gemini/gemini-cli',
    keys: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    tellsCost: false,
  },
} as const satisfies Readonly<Record<string, CodingAgent>>;

/** The agents that are known. */
export type CodingAgentName = keyof typeof CODING_AGENTS;

/** Limits on an agent across all cycles of a loop. */
export interface AgentBudget {
  /** Times that it is started. */
  readonly calls: number;
  /** Milliseconds that it runs, all calls together. */
  readonly timeMs: number;
  /** US dollars, as reported by the agent itself. */
  readonly usd: number;
}

/** Relevant parts of the output of an agent's program. */
interface AgentReply {
  /** Its final message: the answer. */
  readonly text: string;
  /** US dollars, as reported by the agent; null if it reports none. */
  readonly usd: number | null;
  /** Input and output tokens together, as reported by the agent; null if it reports none. */
  readonly tokens: number | null;
  /** The agent's own reason why it gave no answer; null if it gave one. */
  readonly trouble: string | null;
}

/** Non-interactive use of an agent's command line, which takes the prompt on standard input. */
export interface AgentProtocol {
  /** Arguments of a call that may cost this many US dollars. */
  readonly args: (usd: number) => readonly string[];
  /** Parses the program's output; null if the format is not this program's. */
  readonly read: (stdout: string) => AgentReply | null;
}
