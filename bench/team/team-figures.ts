import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Combination } from '../../plugins/team/combine/gain-interaction.ts';
import { readGain, runHarness } from '../evaluation/run-harness.ts';
import type { BenchJournalEntry } from '../verdicts/bench-journal.ts';
import { COST_NAMES, FOUR_COSTS_SCENARIO, makeFourCostsProject } from './four-costs-project.ts';

/** Head / base of wall time, with its interval of 95 %. */
export interface WallTimeRatio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/** Figures of a branch, measured by its team next to other branches, and alone afterwards. */
export interface BranchFigures {
  readonly lane: string;
  readonly inTeam: WallTimeRatio;
  readonly alone: WallTimeRatio;
}

/** A team on four costs. */
export interface TeamEntry extends BenchJournalEntry {
  readonly kind: 'team';
  readonly seconds: number;
  readonly interaction: string | null;
  /** Figures of the branches that passed. */
  readonly branches: readonly BranchFigures[];
}

/** Loops on the same four costs, run sequentially. */
export interface LoopsEntry extends BenchJournalEntry {
  readonly kind: 'loops';
  readonly seconds: number;
  /** Number of loops whose change was accepted. */
  readonly kept: number;
}

const SESSION = FOUR_COSTS_SCENARIO;
const PROGRAM = ['--no-built-in', '--generator'];

/** Runs a team, then compares each of its branches with the base separately. */
export function runTeam(id: string): TeamEntry {
  const { root } = makeFourCostsProject();
  try {
    const began = performance.now();
    const args = ['team', 'run', FOUR_COSTS_SCENARIO, '--parallel-mode', 'fan-out', '--yes'];
    const ended = runHarness(root, [...args, ...PROGRAM, 'node tools/propose.mjs']);
    const seconds = secondsSince(began);
    const folder = join(root, '.workflow', SESSION, 'artifacts');
    if (ended.status > 1) throw new Error(`the team did not end: ${ended.stderr}`);
    const { interaction, metrics }: Combination = JSON.parse(
      readFileSync(join(folder, 'combination-results.json'), 'utf8'),
    );
    const parts = metrics.find(({ metric }) => metric === 'wall_time')?.parts ?? [];
    const branches = parts.flatMap(({ lane, alone: inTeam }): readonly BranchFigures[] => {
      const branch = `team/${SESSION}/${lane}`;
      const args = ['compare', 'main', branch, FOUR_COSTS_SCENARIO, '--reporter', 'json'];
      const alone = figureOf(runHarness(root, args).stdout);
      return alone === null ? [] : [{ lane, inTeam, alone }];
    });
    return { id, kind: 'team', seconds, interaction, branches };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Runs a loop for each cost, each from the same base. */
export function runLoops(id: string): LoopsEntry {
  const { root, git } = makeFourCostsProject();
  try {
    const began = performance.now();
    for (const name of COST_NAMES) {
      runHarness(root, [
        'optimize',
        '--target',
        FOUR_COSTS_SCENARIO,
        '--observed',
        '10ms:response_time',
        '--fresh',
        '--max-cycles',
        '1',
        '--approve',
        'gate1,gate2',
        ...PROGRAM,
        `node tools/propose.mjs ${name}`,
      ]);
    }
    const seconds = secondsSince(began);
    const branches = git('for-each-ref', '--format=%(refname)', 'refs/heads/optimize');
    const changed = branches
      .split('\n')
      .filter((branch) => branch !== '')
      .map((branch) => git('diff', '--name-only', 'main', branch));
    const kept = COST_NAMES.filter((name) => changed.includes(`src/${name}.js`)).length;
    return { id, kind: 'loops', seconds, kept };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/**
 * True if two figures are equal within their noise: the interval of the difference of their
 * logarithms contains 0. Half the width of an interval is its error at 95 %; the errors of
 * independent figures add as squares.
 */
export function areEqualWithinNoise(figure: WallTimeRatio, other: WallTimeRatio): boolean {
  const error = ({ low, high }: WallTimeRatio): number => (Math.log(high) - Math.log(low)) / 2;
  const difference = Math.abs(Math.log(figure.ratio) - Math.log(other.ratio));
  return difference <= Math.hypot(error(figure), error(other));
}

function figureOf(report: string): WallTimeRatio | null {
  const gain = readGain(report);
  if (gain === null || gain.ratio === null || gain.low === null || gain.high === null) return null;
  return { ratio: gain.ratio, low: gain.low, high: gain.high };
}

function secondsSince(began: number): number {
  return Math.round((performance.now() - began) / 1_000);
}
