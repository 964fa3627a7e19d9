/** A coding agent's command line that can be asked for changes, as its documentation has it. */
export interface CodingAgent {
  /** As people call it. */
  readonly title: string;
  /** What it is started by, on PATH. */
  readonly program: string;
  /** Where it is documented. */
  readonly page: string;
  /** Variables that hold its key; it gets them and no others that may hold a secret. */
  readonly keys: readonly string[];
  /** It tells what a call costs; of one that does not, the limit in money cannot be held. */
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

/** What an agent may take in all cycles of a loop. */
export interface AgentBudget {
  /** Times that it is started. */
  readonly calls: number;
  /** Milliseconds that it runs, all calls together. */
  readonly timeMs: number;
  /** US dollars, as it tells them itself. */
  readonly usd: number;
}
