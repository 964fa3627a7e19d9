import { z } from 'zod';
import {
  PROFILE_SCHEMA,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { parseProfileJson, readFirstKeys } from '../parse-profile-json.ts';
import { PROFILE_WEIGHT_UNITS } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { createCpuProfileReader } from '../v8/read-cpu-profile.ts';
import { readHeapProfile } from '../v8/read-heap-profile.ts';
import type { PartsImporter, ProfileImporter, TextImporter } from './profile-importer.ts';

/** Reads heap profiles of `node --heap-prof` and of the memory panel of Chrome DevTools. */
export const heapProfileImporter: TextImporter = {
  tool: 'v8-heap',
  title: 'V8 heap profile (node --heap-prof, Chrome DevTools)',
  recognises: (head) =>
    head.includes('"selfSize"') &&
    readFirstKeys(head).keys.some((key) => /^(?:head|samples)$/.test(key)),
  // A profile of `node --heap-prof` contains what was still alive at the end.
  read: (text, own) => readHeapProfile(text, { own, tool: 'v8-heap', weight: 'held' }),
};

/** Reads CPU profiles of `node --cpu-prof`, Chrome DevTools and clinic's flame. */
export const cpuProfileImporter: PartsImporter = {
  tool: 'v8-cpu',
  title: 'V8 CPU profile (node --cpu-prof, Chrome DevTools)',
  recognises: (head) => {
    const { isList, keys } = readFirstKeys(head);
    if (isList) return false;
    return keys.includes('timeDeltas') || (keys.includes('nodes') && head.includes('"callFrame"'));
  },
  readParts: async (parts, own) => {
    const reader = createCpuProfileReader({ own });
    for await (const part of parts) reader.push(part);
    return reader.profile();
  },
};

const reportSchema = profileReportSchema.unwrap().pick({
  schema: true,
  tool: true,
  unit: true,
  weight: true,
  trials: true,
  threads: true,
  samples: true,
  functions: true,
  tree: true,
});

/** Reads output of `profile --reporter json`: mean of all trials, without too small entries. */
export const profileReportImporter: ProfileImporter = {
  tool: 'perf-harness',
  title: 'report from perf-harness profile --reporter json',
  recognises: (head) => new RegExp(`"schema"\\s*:\\s*"${PROFILE_SCHEMA}"`).test(head),
  read: (text) => profileOf(parseProfileJson(text)),
};

function profileOf(json: unknown): Profile {
  const read = z.safeParse(reportSchema, json);
  if (!read.success)
    throw new BadProfile(`the file is not a profile report: ${z.prettifyError(read.error)}`);
  const { tool, unit, weight: counted, trials, threads, samples, functions, tree } = read.data;
  const count = tree.parent.length;
  if (tree.function.length !== count || tree.weight.length !== count) {
    throw new BadProfile('the call tree is damaged');
  }
  const isInside = (value: number, end: number): boolean => value >= 0 && value < end;
  for (const [node, above] of tree.parent.entries()) {
    const isSound = above === -1 || isInside(above, node);
    if (!isSound || !isInside(tree.function[node] ?? -1, functions.length)) {
      throw new BadProfile(`node ${node} of the call tree is damaged`);
    }
  }
  if (tree.weight.some((weight) => weight < 0))
    throw new BadProfile('the profile has negative weights');
  // Old reports do not state what their bytes measure.
  const [byUnit] =
    Object.entries(PROFILE_WEIGHT_UNITS).find(([, own]) => own === unit) ?? ([] as const);
  return {
    tool,
    weight: counted ?? ((byUnit ?? 'samples') as Profile['weight']),
    functions,
    tree: {
      parent: Int32Array.from(tree.parent),
      of: Int32Array.from(tree.function),
      self: Float64Array.from(tree.weight, (all) => all / Math.max(1, trials)),
    },
    lines: [],
    threads: Math.round(threads),
    samples,
  };
}
