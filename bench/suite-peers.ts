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
import { drawGate } from './suite/drawn.ts';
import { madeFunctions, moduleText, suiteOfFunctions } from './suite/functions.ts';
import {
  countedFigures,
  type Figures,
  SCENARIOS,
  type SuiteCopy,
  tinybenchFigures,
  vitestFigures,
  WORK,
} from './suite/peers/peer-figures.ts';
import { PEER_TOOLS, type PeerTool } from './suite/peers/peer-rules.ts';
import { type PeerEntry, peersResult } from './suite/peers/peers-result.ts';
import { PLANTED, type SuiteEntry } from './suite/suite-entry.ts';
import { openJournal } from './verdicts/journal.ts';
import { readProvenance } from './verdicts/provenance.ts';

/** Gates of each kind. */
const GATES = 3;
const FUNCTIONS = madeFunctions(50);
const NAMES = FUNCTIONS.map(({ name }) => name);
const KINDS = { planted: PLANTED, none: [] } as const;
const FIGURES: Readonly<Record<PeerTool, typeof tinybenchFigures>> = {
  tinybench: tinybenchFigures,
  'vitest bench': vitestFigures,
  counted: countedFigures,
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const tools = PEER_TOOLS.filter((tool) => values.only === undefined || values.only === tool);
const journal = openJournal<PeerEntry>(join(ROOT, '.perf-harness/bench/suite-peers.jsonl'));
const gates = openJournal<SuiteEntry>(join(ROOT, '.perf-harness/bench/suite.jsonl')).entries();
const provenance = readProvenance();
const host = createHost();
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort());

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
printBenchResult(peersResult(journal.entries(), gates));

async function both(
  tool: PeerTool,
  planted: PeerEntry['planted'],
): Promise<Pick<PeerEntry, 'base' | 'head' | 'seconds'>> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-peers-'));
  const measure = (copy: SuiteCopy): Promise<Figures> =>
    FIGURES[tool]({ host, signal: stopping.signal }, copy);
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
  write(WORK, moduleText(FUNCTIONS, planted));
  write(SCENARIOS, suiteOfFunctions(FUNCTIONS, 0).scenarios['suite.mjs']);
  return { folder, names: NAMES };
}
