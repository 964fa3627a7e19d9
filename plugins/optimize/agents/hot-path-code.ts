import { join } from 'node:path';
import type { Host, PerformanceMap } from 'perf-harness/plugin';
import { flatSteps } from '../generators/functions-on-bottleneck-path.ts';

/** A part of a file that the measured work runs through. */
export interface CodeExcerpt {
  /** From the root of the project. */
  readonly path: string;
  /** From 1. */
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** Files with at most this many lines are included whole. */
const WHOLE_LINES = 400;
/** Lines included before and after a location in a longer file. */
const AROUND = 100;
const MOST_FILES = 8;
const MOST_CHARACTERS = 80_000;

/** Reads the code around the steps of a map, steps with the largest time share first. */
export function readHotPathCode(
  { files }: Host,
  root: string,
  map: Pick<PerformanceMap, 'steps'>,
): readonly CodeExcerpt[] {
  const places = flatSteps(map.steps)
    .toSorted((flatStep, other) => other.time_share_pct - flatStep.time_share_pct)
    .flatMap(({ location }) => location ?? []);
  const parts = new Map<string, CodeExcerpt>();
  let characters = 0;
  for (const place of places) {
    const [, path = '', line = ''] = /^(.+):(\d+)$/u.exec(place) ?? [];
    if (parts.has(path) || parts.size >= MOST_FILES || /(^|\/)(\.\.|node_modules)\//u.test(path)) {
      continue;
    }
    const file = join(root, path);
    const text = files.isFile(file) && !files.isLink(file) ? files.read(file) : null;
    if (text === null) continue;
    const part = partOf(path, text, Number(line));
    characters += part.text.length;
    if (characters > MOST_CHARACTERS) break;
    parts.set(path, part);
  }
  return [...parts.values()];
}

function partOf(path: string, text: string, line: number): CodeExcerpt {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= WHOLE_LINES) return { path, first: 1, last: lines.length, text };
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  return { path, first, last, text: lines.slice(first - 1, last).join('\n') };
}
