/**
 * Verdicts of peers on the suites of fifty functions of `bench/suite.ts`: tinybench and vitest bench by their
 * own intervals, and a limit for counted instructions, each side measured once at its defaults. The same
 * functions are slowed as in the gates of the same number. Resumes where it was stopped.
 *
 *   npm run bench -- suite-peers             what is not in the journal yet
 *   node bench/suite-peers.ts --only counted    of these: tinybench, vitest bench, counted; counts do not
 *                                            depend on what else the machine does
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createHost } from '../harness/host.ts';
import { printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { createStopSignal } from './resumable-bench.ts';
import { drawGate } from './suite/draw-gate.ts';
import {
  generateFunctionSuite,
  generateFunctions,
  generateSuiteModule,
} from './suite/generate-function-suite.ts';
import {
  countWithValgrind,
  type FiguresByFunction,
  measureWithTinybench,
  measureWithVitest,
  SCENARIOS_FILE,
  type SuiteCopy,
  WORK_FILE,
} from './suite/peers/measure-with-peers.ts';
import { PEER_TOOLS, type PeerTool } from './suite/peers/peer-rules.ts';
import { type PeerEntry, summarisePeers } from './suite/peers/summarise-peers.ts';
import { PLANTED_SLOWDOWNS, type SuiteEntry } from './suite/suite-entry.ts';
import { openBenchJournal } from './verdicts/bench-journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

/** Gates of each kind. */
const GATES = 3;
const FUNCTIONS = generateFunctions(50);
const NAMES = FUNCTIONS.map(({ name }) => name);
const KINDS = { planted: PLANTED_SLOWDOWNS, none: [] } as const;
const FIGURES: Readonly<Record<PeerTool, typeof measureWithTinybench>> = {
  tinybench: measureWithTinybench,
  'vitest bench': measureWithVitest,
  counted: countWithValgrind,
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const tools = PEER_TOOLS.filter((tool) => values.only === undefined || values.only === tool);
const journal = openBenchJournal<PeerEntry>(join(ROOT, '.perf-harness/bench/suite-peers.jsonl'));
const gates = openBenchJournal<SuiteEntry>(join(ROOT, '.perf-harness/bench/suite.jsonl')).entries();
const provenance = readProvenance();
const host = createHost();
const signal = createStopSignal();

for (let number = 1; number <= GATES; number += 1) {
  for (const kind of ['planted', 'none'] as const) {
    for (const tool of tools) {
      const id = `${tool} ${kind} ${number}`;
      if (journal.entries().some((entry) => entry.id === id)) continue;
      console.error(`${id} …`);
      const { planted } = drawGate(number, NAMES, KINDS[kind]);
      journal.append({
        id,
        tool,
        kind,
        number,
        planted,
        ...(await both(tool, planted)),
        ...provenance(),
      });
    }
  }
}
await host.processes.stopAll();
printBenchResult(summarisePeers(journal.entries(), gates));

async function both(
  tool: PeerTool,
  planted: PeerEntry['planted'],
): Promise<Pick<PeerEntry, 'base' | 'head' | 'seconds'>> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-peers-'));
  const measure = (copy: SuiteCopy): Promise<FiguresByFunction> =>
    FIGURES[tool]({ host, signal }, copy);
  try {
    const copies = [
      copyOf(join(folder, 'base'), {}),
      copyOf(join(folder, 'head'), planted),
    ] as const;
    const startedMs = performance.now();
    const base = await measure(copies[0]);
    const head = await measure(copies[1]);
    return { base, head, seconds: (performance.now() - startedMs) / 1_000 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyOf(folder: string, planted: PeerEntry['planted']): SuiteCopy {
  const write = (name: string, text = ''): void => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  write('package.json', '{ "private": true, "type": "module" }\n');
  write(WORK_FILE, generateSuiteModule(FUNCTIONS, planted));
  write(SCENARIOS_FILE, generateFunctionSuite(FUNCTIONS, 0).scenarios['suite.mjs']);
  return { folder, names: NAMES };
}
