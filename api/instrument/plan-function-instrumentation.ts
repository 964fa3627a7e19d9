import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveRealPath } from '../../harness/host/folder-tree-operations.ts';
import type { Host } from '../../harness/host.ts';
import type { Instrumentation } from '../../harness/model/program/function-instrumentation.ts';
import type { InstrumentationCandidate } from '../../profilers/instrument/choose-instrumented-functions.ts';
import {
  applyInsertions,
  createInsertions,
  mayContainTypes,
} from '../../profilers/instrument/insert-recorder-calls.ts';
import {
  hashText,
  type Insertion,
  type InstrumentationPlan,
} from '../../profilers/instrument/instrumentation-plan.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';

/** A file of the project with and without its instrumentation. */
export interface InstrumentedFile {
  /** From the root of the project, with `/`. */
  readonly file: string;
  readonly text: string;
  readonly edited: string;
}

export interface PlannedInstrumentation {
  /** By the indexes of the plan. */
  readonly functions: readonly InstrumentationCandidate[];
  readonly refused: Instrumentation['refused'];
  readonly plan: InstrumentationPlan;
  readonly files: readonly InstrumentedFile[];
}

/** Plans how functions are instrumented to record calls; lists the others with the reason. */
export async function planFunctionInstrumentation(
  host: Host,
  root: string,
  wanted: readonly InstrumentationCandidate[],
): Promise<PlannedInstrumentation> {
  const { findBodies, loadParser } = await loadSourceAnalysis();
  const parser = await loadParser(host);
  const functions: InstrumentationCandidate[] = [];
  const refused: { name: string; location: string; reason: string }[] = [];
  const files: (InstrumentedFile & { readonly insertions: readonly Insertion[] })[] = [];
  for (const [file, all] of Map.groupBy(wanted, (wantedFunction) => wantedFunction.file)) {
    const text = host.files.read(join(root, file)) ?? '';
    const insertions: Insertion[] = [];
    for (const [index, found] of findBodies(parser, file, text, all).entries()) {
      const wantedFunction = all[index];
      if (wantedFunction === undefined) continue;
      if (found.type === 'refused') {
        const location = `${file}:${wantedFunction.line}`;
        refused.push({ name: wantedFunction.name, location, reason: found.reason });
        continue;
      }
      insertions.push(...createInsertions(found.place, functions.length, mayContainTypes(file)));
      functions.push(wantedFunction);
    }
    if (insertions.length === 0) continue;
    files.push({ file, text, edited: applyInsertions(text, insertions), insertions });
  }
  return {
    functions,
    refused,
    plan: {
      functions: functions.map(({ watchesMemory }) => ({ watchesMemory })),
      files: files.map(({ file, text, insertions }) => ({
        url: pathToFileURL(resolveRealPath(join(root, file)) ?? join(root, file)).href,
        hash: hashText(text),
        insertions,
      })),
    },
    files: files.map(({ file, text, edited }) => ({ file, text, edited })),
  };
}
