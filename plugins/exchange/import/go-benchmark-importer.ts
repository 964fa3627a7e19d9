import type { Finding, imports } from 'perf-harness/plugin';
import { limitTrialBlocks } from './imported-trial-blocks.ts';
import { findingIf, ImportProblem, type RunDraft, type TextImporter } from './importer.ts';

/** Output of `go test -bench`. All output of one test binary is one process, thus one trial. */
export const goBenchmarkImporter: TextImporter = {
  type: 'text',
  format: 'go',
  tool: "Go's testing",
  moreTrials:
    'Run go test at least six times, writing to one or more files; -count repeats benchmarks only within one process.',
  recognises: (head) =>
    /^(?:goos|goarch|pkg): |^Benchmark\S+\s+\d+\s+[\d.]+ \S+\/op/m.test(head) &&
    !head.trimStart().startsWith('{'),
  read: (text) => {
    // The text has no end marker, but complete lines end with a line break.
    if (/(?:^|\n)Benchmark[^\n]*$/.test(text))
      throw new ImportProblem('the last line is incomplete');
    const benchmarks = readProcesses(text);
    if (benchmarks.size === 0) throw new ImportProblem('the file contains no benchmark line');
    return [...benchmarks.values()].map(toRun);
  },
};

/** One benchmark, from all processes in the text. */
interface GoBenchmark {
  readonly name: string;
  readonly procs: number;
  readonly cpu: string | null;
  readonly platform: string | null;
  /** Its lines, by the process that printed them. */
  readonly processes: Map<number, Line[]>;
  readonly failures: string[];
}

/** `BenchmarkName-8  1000  123 ns/op  4 B/op`. */
interface Line {
  readonly iterations: number;
  readonly values: readonly { readonly value: number; readonly unit: string }[];
}

const HEADER = /^(goos|goarch|pkg|cpu): (.*)$/;
const RESULT = /^(Benchmark\S*?)(?:-(\d+))?\s+(\d+)\s+(\S.*)$/;
const FAILED = /^\s*--- FAIL: (Benchmark\S*?)(?:-(\d+))?(?:\s|$)/;
/** Line that ends the output of a process; the next line belongs to another. */
const END = /^(?:PASS|FAIL|ok\s|\?\s)/;

function readProcesses(text: string): ReadonlyMap<string, GoBenchmark> {
  const benchmarks = new Map<string, GoBenchmark>();
  const header = new Map<string, string>();
  const find = (name: string, procs: string | undefined): GoBenchmark => {
    const inPackage = header.get('pkg');
    const full = inPackage === undefined ? name : `${inPackage}.${name}`;
    const known = benchmarks.get(`${full} ${procs}`);
    if (known !== undefined) return known;
    const [os, arch] = [header.get('goos'), header.get('goarch')];
    const fresh: GoBenchmark = {
      name: full,
      // Go omits the suffix if it is 1.
      procs: Number(procs ?? 1),
      cpu: header.get('cpu') ?? null,
      platform: os === undefined ? null : `${os}/${arch ?? '?'}`,
      processes: new Map(),
      failures: [],
    };
    benchmarks.set(`${full} ${procs}`, fresh);
    return fresh;
  };
  let [process, isOver] = [0, false];
  for (const raw of text.split('\n')) {
    const line = raw.trimEnd();
    const [, key, value] = HEADER.exec(line) ?? [];
    const [, name, procs, iterations, rest = ''] = RESULT.exec(line) ?? [];
    const [, failed, failedProcs] = FAILED.exec(line) ?? [];
    if (END.test(line)) isOver = true;
    else if (key !== undefined || name !== undefined) {
      if (key === 'goos' || isOver) process += 1;
      isOver = false;
      if (key !== undefined && value !== undefined) header.set(key, value);
      if (name === undefined) continue;
      const { processes } = find(name, procs);
      const lines = processes.get(process) ?? [];
      lines.push({ iterations: Number(iterations), values: valuesOf(rest) });
      processes.set(process, lines);
    } else if (failed !== undefined) find(failed, failedProcs).failures.push(line.trim());
  }
  return benchmarks;
}

function valuesOf(text: string): Line['values'] {
  const words = text.split(/\s+/);
  const values: { value: number; unit: string }[] = [];
  for (let at = 0; at + 1 < words.length; at += 2) {
    const value = Number(words[at]);
    if (Number.isNaN(value)) break;
    values.push({ value, unit: words[at + 1] ?? '' });
  }
  return values;
}

function toRun({ name, procs, cpu, platform, processes, failures }: GoBenchmark): RunDraft {
  const completed = [...processes.values()].map(
    (lines): imports.ImportedTrial => ({
      state: 'completed',
      startedAt: null,
      blocks: limitTrialBlocks(lines.map(toBlock)),
    }),
  );
  const failed = failures.map((message): imports.ImportedTrial => ({ state: 'failed', message }));
  const units = new Set(
    [...processes.values()].flat().flatMap(({ values }) => values.map(({ unit }) => unit)),
  );
  return {
    scenario: name,
    kind: 'function',
    machine: cpu,
    runtime: platform === null ? null : `Go on ${platform}`,
    settings: { procs },
    trials: [...completed, ...failed],
    findings: otherUnits([...units].filter((unit) => !KNOWN.has(unit))),
  };
}

/** Units that are read, or that follow from the units read. */
const KNOWN = new Set(['ns/op', 'B/op', 'MB/s', 'allocs/op']);
const NS_PER_MS = 1e6;

function toBlock({ iterations, values }: Line): imports.Block {
  const of = (wanted: string): number | undefined =>
    values.find(({ unit }) => unit === wanted)?.value;
  const [time, bytes] = [of('ns/op'), of('B/op')];
  return {
    operations: iterations,
    durationMs: time === undefined ? 0 : (time * iterations) / NS_PER_MS,
    measurements: {
      ...(time !== undefined && { wall_time: time / NS_PER_MS }),
      ...(bytes !== undefined && { allocated: bytes }),
    },
  };
}

function otherUnits(units: readonly string[]): readonly Finding[] {
  return findingIf(units.length > 0, {
    id: 'import-other-units',
    level: 'info',
    message: `Custom metrics of the benchmark were skipped: ${units.join(', ')}.`,
  });
}
