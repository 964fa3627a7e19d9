import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../fixtures/agents/stand-in.mjs', import.meta.url));

/** Behaviour of a stand-in when it is called. */
export interface FakeAgentBehaviour {
  readonly kind: 'answer' | 'writes' | 'network' | 'hangs' | 'tells' | 'crashes';
  /** Its last words, call by call; the last for all that follow. */
  readonly answers?: readonly string[];
  /** Reported cost of a call. */
  readonly usd?: number;
  /** File that it writes to. */
  readonly file?: string;
  /** Variable whose value it reports. */
  readonly variable?: string;
}

/** A call of a stand-in, as received by it. */
export interface RecordedAgentCall {
  readonly args: readonly string[];
  readonly prompt: string;
  readonly cwd: string;
  /** Names of its variables. */
  readonly environment: readonly string[];
}

/** A program that speaks as a coding agent's command line, in a folder for PATH. */
export function createFakeCodingAgent(
  name: 'claude' | 'codex' | 'gemini',
  behaviour: FakeAgentBehaviour,
) {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-agent-'));
  copyFileSync(SCRIPT, join(folder, name));
  chmodSync(join(folder, name), 0o755);
  writeFileSync(join(folder, 'behaviour.json'), JSON.stringify(behaviour));
  const log = join(folder, 'calls.jsonl');
  return {
    folder,
    /** PATH with the stand-in first, then this Node.js. */
    path: [folder, dirname(process.execPath), process.env.PATH].join(delimiter),
    calls: (): readonly RecordedAgentCall[] =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line))
        : [],
  };
}
