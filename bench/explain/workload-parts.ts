import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../../harness/stats/descriptive-statistics.ts';
import { ROOT } from '../built-package.ts';

/** The project that slowdowns are planted into. */
export const WORKLOAD_FOLDER = join(ROOT, 'bench/explain/workload');
/** File of the workload that sets how often each part does its work. */
export const AMOUNTS_FILE = 'src/amounts.js';

/** Functions of the workload; none of them accounts for most of its time. */
export const WORKLOAD_PARTS = [
  'tokenise',
  'convert',
  'checksum',
  'render',
  'rank',
  'lookUp',
] as const;
export type WorkloadPart = (typeof WORKLOAD_PARTS)[number];
/** Share of total growth per growth of a part's work: 0.17 if it takes a sixth of the time. */
export type PartDoseResponses = Readonly<Record<WorkloadPart, number>>;

const CHILD = join(ROOT, 'bench/explain/time-work-child.ts');
/** Number of processes of each kind, run alternately. */
const ROUNDS = 5;
/** Relative increase of the work of a part, to measure its effect on the total time. */
const MORE = 0.5;

/** Measures dose-responses in fresh processes, as a function alone takes a different time. */
export function measurePartDoseResponses(): PartDoseResponses {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-bench-doses-'));
  try {
    cpSync(WORKLOAD_FOLDER, folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
    const growths = new Map<WorkloadPart, number[]>(WORKLOAD_PARTS.map((part) => [part, []]));
    for (let round = 0; round < ROUNDS; round += 1) {
      const base = timeOf(folder, amountsText(null, 0));
      for (const part of WORKLOAD_PARTS) {
        growths.get(part)?.push((timeOf(folder, amountsText(part, MORE)) / base - 1) / MORE);
      }
    }
    return Object.fromEntries(
      [...growths].map(([part, values]) => [part, median(values)]),
    ) as Record<WorkloadPart, number>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the amounts file with one part's work raised so the total time grows by a share. */
export function computePlantedAmounts(
  part: WorkloadPart,
  share: number,
  doses: PartDoseResponses,
): string {
  return amountsText(part, share / doses[part]);
}

function amountsText(part: WorkloadPart | null, more: number): string {
  const text = readFileSync(join(WORKLOAD_FOLDER, AMOUNTS_FILE), 'utf8');
  if (part === null) return text;
  return text.replace(
    new RegExp(`${part}: (\\d+)`),
    (_, amount: string) => `${part}: ${Math.round(Number(amount) * (1 + more))}`,
  );
}

function timeOf(folder: string, amounts: string): number {
  writeFileSync(join(folder, AMOUNTS_FILE), amounts);
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD, folder], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the workload could not be timed:\n${stderr}`);
  return Number(stdout);
}
