import { type Host, measure } from 'perf-harness/plugin';
import { readCode } from '../analysis/index.ts';
import type { ContextBlock } from './context/optimization-context-block-schema.ts';
import { flatSteps } from './generators/functions-on-bottleneck-path.ts';
import type { Instrumentation } from './strike/plan-execution-types.ts';

/** Times a map's step functions again, in files whose functions the profiler timed (X814-22). */
export function measureStepTimes(
  host: Host,
  { performance_map: map, instrumented_files: files, ...block }: ContextBlock,
  signal: AbortSignal,
): Instrumentation {
  const { target } = block.problem_statement;
  // Functions are named once, in the profiled code, which is measured first.
  let named: readonly { readonly file: string; readonly name: string }[] | null = null;
  return {
    patch: null,
    measure: async (root) => {
      named ??= await functionsOf(host, root, map.steps, files, signal);
      return measure.timeFunctions(host, {
        root,
        target,
        scriptFolder: `.optimization/${block.slug}`,
        purpose: 'optimize',
        functions: named,
        signal,
      });
    },
  };
}

/** The outermost function around each step of these files. */
async function functionsOf(
  host: Host,
  root: string,
  steps: readonly measure.Step[],
  files: readonly string[],
  signal: AbortSignal,
): Promise<readonly { readonly file: string; readonly name: string }[]> {
  const { functions } = await readCode(host, root, { signal });
  const places = flatSteps(steps).flatMap(({ location }) => {
    const [, file = '', line = ''] = /^(.+?):(\d+)(?::\d+)?$/u.exec(location ?? '') ?? [];
    return files.includes(file) ? [{ file, line: Number(line) }] : [];
  });
  const found = places.flatMap(({ file, line }) => {
    const around = functions.filter(
      (codeFunction) =>
        codeFunction.file === file &&
        codeFunction.name !== '(module)' &&
        codeFunction.line <= line &&
        line <= codeFunction.endLine,
    );
    const widest = around.toSorted((a, b) => b.endLine - b.line - (a.endLine - a.line))[0];
    return widest === undefined ? [] : [{ file, name: widest.name }];
  });
  return [...new Map(found.map((place) => [`${place.file}::${place.name}`, place])).values()];
}
